"""Every Vietnamese sentence that the HTTP edge itself says (the assistant's own texts live in `prompts/`)."""

QUESTION_EMPTY = "Câu hỏi đang trống; hãy nhập câu hỏi bằng chữ."
QUESTION_TOO_LONG = "Câu hỏi dài quá {limit} ký tự; hãy viết ngắn hơn."
QUESTION_WITHOUT_WORDS = "Câu hỏi chưa có chữ hay số nào để tra cứu; hãy nhập câu hỏi bằng chữ."
UNKNOWN_COMMUNE = "Không có xã, phường nào mang mã {slug!r}; các mã hiện có: {known}."
UNKNOWN_COMMUNE_PAGE = "Không có trang của xã, phường nào mang mã {slug!r}; các mã hiện có: {known}."
UNKNOWN_ANSWER = "Không tìm thấy câu trả lời có mã này; mã có thể đã quá cũ."
NOTHING_STORED = "Không lưu gì về cuộc trò chuyện có mã này; mã có thể đã quá cũ, hoặc đã được xóa."
UNKNOWN_PROCEDURE = "Không có thủ tục hành chính mang mã {code!r} ở đây; hãy tra trên Cổng Dịch vụ công quốc gia."
NOT_A_PROCEDURE_CODE = "{code!r} không phải mã thủ tục hành chính; mã có dạng như 2.000815."
UNKNOWN_DOCUMENT = "Không có văn bản mang mã {document_id!r}."

INVALID_REQUEST = "Yêu cầu không hợp lệ: {problems}."
INVALID_JSON = "Nội dung gửi lên không phải JSON hợp lệ (UTF-8)."
UNSUPPORTED_MEDIA_TYPE = "Chỉ nhận nội dung kiểu application/json."
BODY_TOO_LARGE = "Nội dung gửi lên lớn hơn {limit} byte."
METRICS_OFF = "Máy chủ này không bật /metrics; hãy đặt API_METRICS_TOKEN."
METRICS_TOKEN = "Cần mã của API_METRICS_TOKEN trong tiêu đề Authorization: Bearer …"
KEY_REQUIRED = "Cần khóa hợp lệ trong tiêu đề X-Site-Key (trang web) hoặc X-API-Key (chương trình)."
ORIGIN_REFUSED = "Trang gọi đến không nằm trong danh sách được phép."
SITE_KEY_UNKNOWN = "Khóa trong tiêu đề X-Site-Key không đúng hoặc đã bị thu hồi."
SITE_KEY_ELSEWHERE = "Khóa trong tiêu đề X-Site-Key chỉ dùng được ở trang đã đăng ký."
COMMUNE_REFUSED = "Khóa của trang này chỉ dùng cho các mã xã, phường: {known}."
HEADER_TWICE = "Tiêu đề {name} chỉ được gửi một lần."
WEBHOOK_REFUSED = "Lời gọi không mang mã bí mật đã hẹn với Telegram."
WEBHOOK_LATER = "Chưa xử lý xong; hãy gửi lại sau ít giây."
RATE_LIMITED = "Anh/chị gửi quá nhiều yêu cầu; hãy thử lại sau {seconds} giây."
WORKERS = "Số tiến trình: {count}."
TOO_BUSY = "Đang có quá nhiều người hỏi cùng lúc; anh/chị vui lòng thử lại sau ít giây."
WEB_OFF = "Trợ lý trên trang web đang tạm dừng: {reason}"
STORE_AWAY = "Kho dữ liệu tạm thời không dùng được; hãy thử lại sau ít giây."
INTERNAL = "Có lỗi ngoài dự kiến ở máy chủ; mã sự cố: {incident_id}."

BY_STATUS = {
    400: "Yêu cầu không đọc được.",
    401: KEY_REQUIRED,
    404: "Không có gì ở địa chỉ này.",
    405: "Địa chỉ này không nhận phương thức đó.",
    415: UNSUPPORTED_MEDIA_TYPE,
}
TITLES = {
    400: "Yêu cầu không hợp lệ",
    401: "Chưa xác thực",
    403: "Không được phép",
    404: "Không tìm thấy",
    405: "Phương thức không được hỗ trợ",
    413: "Nội dung quá lớn",
    415: "Kiểu nội dung không được hỗ trợ",
    422: "Dữ liệu không hợp lệ",
    429: "Quá nhiều yêu cầu",
    500: "Lỗi máy chủ",
    503: "Chưa sẵn sàng",
}

# pydantic's error types in plain Vietnamese; the rest is said by FALLBACK_FAULT.
FAULTS = {
    "missing": "thiếu trường này",
    "extra_forbidden": "không có trường nào tên như vậy",
    "too_short": "đang trống",
    "string_pattern_mismatch": "không đúng dạng",
    "greater_than_equal": "quá nhỏ",
    "int_parsing": "phải là số nguyên",
    "int_type": "phải là số nguyên",
    "tuple_type": "phải là một danh sách",
    "string_type": "phải là chuỗi ký tự",
    "string_too_long": "quá dài",
    "string_too_short": "đang trống",
    "string_unicode": "có ký tự không hợp lệ",
    "literal_error": "không phải giá trị được chấp nhận",
    "model_attributes_type": "phải là một đối tượng JSON",
    "dict_type": "phải là một đối tượng JSON",
    "model_type": "phải là một nhóm trường",
}
FALLBACK_FAULT = "giá trị không hợp lệ"

ADMIN_HASH_WRONG = (
    "không phải chuỗi băm argon2id; hãy lập bằng `motcua admin hash` và đặt nguyên chuỗi giữa hai dấu nháy đơn"
)

# What the operator reads when sites or a list of origins are wrong.
SITES_MISSING = "không đọc được tệp các trang {path}; hãy kiểm tra đường dẫn, quyền đọc và mã UTF-8."
SITES_WRONG = "tệp các trang {path} sai ở {faults}."
SITES_FAULT = "dòng {line} ({field}: {fault})"
SITES_NOT_YAML = "dòng {line} (sai cú pháp YAML)"
SITE_WRONG = "chưa nhận trang này: {faults}."
KEY_TWICE = "khóa này đã dùng cho trang khác"
ORIGIN_UNREADABLE = "{origin!r} không phải địa chỉ dạng https://xa.example.vn"
ORIGIN_WILDCARD = "{origin!r} có dấu *; hãy ghi rõ từng địa chỉ, không dùng được mẫu chung cho nhiều tên miền"
ORIGIN_TOO_LONG = "{origin!r} có phần thừa; hãy chỉ ghi {shorter}"

MODEL_NONE = "Trả lời: trích dẫn từ văn bản; không dùng mô hình ngôn ngữ."
MODEL_ANSWERS = "Trả lời: trích dẫn, và mô hình ngôn ngữ {model} (đã trả lời câu thử sau {seconds} giây)."
MODEL_SILENT = (
    "Trả lời: trích dẫn. Mô hình ngôn ngữ {model} không trả lời câu thử: {reason}. Máy chủ vẫn chạy và sẽ dùng mô hình "
    "khi mô hình trả lời (docs/language-model.md)."
)
MODEL_FAULTS = {
    "unreachable": "không kết nối được, hãy kiểm tra LLM_BASE_URL",
    "timeout": "quá LLM_TIMEOUT_S giây chưa xong",
    "rate_limited": "máy chủ mô hình báo quá nhiều yêu cầu (429)",
    "server_error": "máy chủ mô hình gặp lỗi (5xx)",
    "refused_request": "máy chủ mô hình từ chối, hãy kiểm tra LLM_MODEL và LLM_API_KEY",
    "cut_off": "câu trả lời bị cắt giữa chừng",
    "too_long": "câu trả lời dài quá LLM_MAX_TOKENS",
    "malformed": "máy chủ không trả lời theo giao diện tương thích OpenAI",
    "empty": "câu trả lời trống",
    "ungrounded": "câu trả lời không khớp với nguồn",
    "busy": "đang có quá nhiều câu hỏi",
    "over_budget": "đã dùng hết LLM_DAILY_BUDGET_TOKENS của hôm nay",
    "paused": "đang tạm nghỉ sau nhiều lần lỗi liên tiếp",
    "switched_off": "người vận hành đã tắt",
}
