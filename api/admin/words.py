"""What the operator's page says of the program's own terms, and its sentences."""

from collections.abc import Mapping

from bot.store.operating import Part

CHANNELS = {"api": "Trang web (khung chat, API)", "telegram": "Telegram"}
PARTS: Mapping[Part, tuple[str, str]] = {
    Part.WEB: ("Trợ lý trên trang web", "Khung chat trên cổng thông tin và chương trình gọi API."),
    Part.TELEGRAM: ("Bot Telegram", "Mọi tin nhắn hỏi trợ lý qua Telegram."),
    Part.MODEL: ("Mô hình ngôn ngữ", "Khi tắt, trợ lý vẫn trả lời bằng trích dẫn từ văn bản."),
}
# Why a question got no answer, for whoever is to mend it.
OUTCOMES = {
    "not_found_agency_no_role": "văn bản không giao việc này cho cơ quan được hỏi",
    "not_found_blank": "văn bản để trống",
    "not_found_blank_in_source": "nguồn để trống mục này",
    "not_found_emergency": "việc khẩn cấp, trợ lý chỉ hướng dẫn gọi 113, 114, 115",
    "not_found_missing_annex": "kế hoạch không kèm danh mục nhiệm vụ",
    "not_found_missing_field": "văn bản không ghi mục này",
    "not_found_model_none": "mô hình ngôn ngữ không thấy trong nguồn",
    "not_found_near": "chỉ có nội dung gần giống",
    "not_found_no_evidence": "văn bản đang có không nêu",
    "not_found_no_evidence_compare": "không đủ số liệu để so sánh",
    "not_found_no_own": "văn bản không ghi riêng",
    "not_found_none_of_that": "không có mục nào như được hỏi",
    "not_found_plan_years": "chưa có kế hoạch của năm được hỏi",
    "not_found_target_years": "không có chỉ tiêu của năm được hỏi",
    "not_found_none_picked": "không chọn được mục nào đúng câu hỏi",
    "not_found_out_of_scope": "ngoài phạm vi của trợ lý",
    "not_found_own_file": "hỏi về hồ sơ riêng, trợ lý không tra được",
    "not_found_procedure": "không có thủ tục như được hỏi",
    "not_found_unavailable": "văn bản không nêu thông tin này",
    "not_found_unchecked": "có nội dung gần, nhưng không đối chiếu được chắc chắn",
    "not_found_unclear": "văn bản không nêu rõ",
    "not_found_unknown_agency": "văn bản không nhắc tới cơ quan được hỏi",
    "not_found_unknown_commune": "chưa có tài liệu của xã, phường được hỏi",
    "not_found_unknown_document": "không có văn bản mang số được hỏi",
    "fault": "trợ lý gặp lỗi; xem nhật ký máy chủ",
}
_FAMILIES = {
    "answered": "đã trả lời",
    "not_found": "không tìm thấy",
    "clarify": "hỏi lại cho rõ",
    "refused": "từ chối",
    "chitchat": "chào hỏi",
}
REASONS = {"wrong": "Sai", "incomplete": "Thiếu", "unclear": "Khó hiểu", "outdated": "Đã cũ"}
ACTORS = {"admin": "Trang quản trị", "console": "Dòng lệnh"}
ACTIONS = {
    "sign_in": "Đăng nhập",
    "sign_in_failed": "Đăng nhập sai mật khẩu",
    "sign_out": "Đăng xuất",
    "sign_out_everywhere": "Đăng xuất mọi nơi",
    "switch": "Bật, tắt",
    "settle_question": "Gác câu hỏi lại",
    "settle_remark": "Gác góp ý lại",
    "export": "Tải danh sách câu hỏi",
    "report": "Tải báo cáo quý",
    "index": "Lập chỉ mục",
    "site_add": "Thêm trang",
    "site_change": "Sửa trang",
    "site_remove": "Bỏ trang",
    "site_import": "Nhập trang từ tệp",
    "document_add": "Thêm văn bản",
    "document_correct": "Sửa bản đọc của văn bản",
    "document_publish": "Đưa văn bản vào sử dụng",
    "document_withdraw": "Thu hồi văn bản",
}
# The keys of an act's detail.
DETAILS = {
    "part": "phần",
    "is_on": "bật",
    "reason": "lý do",
    "count": "số câu",
    "file": "tệp",
    "commune": "xã, phường",
    "locked": "khóa đăng nhập",
    "index_id": "chỉ mục",
    "created": "mới",
    "updated": "cập nhật",
    "deleted": "bỏ đi",
    "rejected": "không nhận",
    "documents": "văn bản",
    "document": "văn bản",
    "version": "bản",
    "deed": "việc",
    "site": "khóa trang",
    "sites": "khóa trang",
    "name": "tên",
    "origins": "địa chỉ",
    "communes": "xã, phường",
    "per_minute": "lượt mỗi phút",
}

OF_ALL = "Tất cả xã, phường"
OF_NONE = "không rõ xã, phường"
NOT_RATED = "chưa có đánh giá"
NOT_ASKED = "–"

WRONG_PASSWORD = "Mật khẩu không đúng."
LOCKED = "Đã sai mật khẩu quá nhiều lần; hãy thử lại sau {minutes} phút. Ai đang đăng nhập thì vẫn dùng được."
FOREIGN_FORM = "Yêu cầu không đến từ trang quản trị này, hoặc trang đã mở quá lâu. Hãy mở lại trang rồi làm lại."
REASON_MISSING = "Hãy ghi lý do: người dân sẽ đọc được lý do này."
STORE_AWAY = "Kho dữ liệu tạm thời không dùng được; hãy thử lại sau ít giây."
DONE = {
    "gac": "Đã gác lại.",
    "khong-con": "Mục này không còn ở đây.",
    "tat": "Đã tắt. Mọi tiến trình áp dụng trong vòng hai giây.",
    "bat": "Đã bật. Mọi tiến trình áp dụng trong vòng hai giây.",
    "da-doc": "Đã đọc xong. Hãy đối chiếu với bản gốc rồi đưa vào sử dụng.",
    "sua": "Đã lưu. Kết quả đọc bên dưới là sau khi sửa.",
    "khong-sua": "Không có gì thay đổi.",
    "sua-roi-xem": "Đã lưu chỗ sửa, chưa đưa vào sử dụng. Hãy xem lại kết quả đọc sau khi sửa rồi bấm lại.",
    "da-thu": "Đã hỏi thử xong. Các câu trả lời sẽ đổi ở bên dưới, trước phần đối chiếu.",
    "dung": "Đã đưa vào sử dụng. Mọi câu trả lời theo bản này trong vòng vài giây.",
    "thu-hoi": "Đã thu hồi. Trợ lý thôi trả lời từ văn bản này trong vòng vài giây.",
    "thu-hoi-di-kem": "Đã thu hồi. Văn bản đi kèm mang cùng mã được dùng lại trong vòng vài giây.",
    "quay-lai": "Đã quay lại bản này. Mọi câu trả lời theo bản này trong vòng vài giây.",
}
REFUSALS = {
    403: "Không thực hiện được",
    404: "Không tìm thấy",
    409: "Chưa thực hiện được",
    413: "Tệp quá lớn",
    429: "Tạm khóa đăng nhập",
    503: "Tạm thời chưa dùng được",
}


def channel_of(channel: str) -> str:
    """Returns a channel's name."""
    return CHANNELS.get(channel, channel)


def outcome_of(outcome: str) -> str:
    """Returns what became of a question in plain words."""
    family = next((word for name, word in _FAMILIES.items() if outcome.startswith(name)), outcome)
    return OUTCOMES.get(outcome, family)
