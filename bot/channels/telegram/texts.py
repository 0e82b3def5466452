"""What the Telegram bot itself says; answers come from the assistant. Markup is the Bot API's HTML."""

START = (
    "Chào anh/chị. Đây là trợ lý ảo (máy trả lời tự động) về <b>thủ tục hành chính</b> và "
    "<b>kế hoạch cải cách hành chính</b> của xã, phường.\n\n"
    "Anh/chị cứ gõ câu hỏi, có dấu hay không dấu đều được. Thông tin nào cũng kèm nguồn để anh/chị xem lại.\n\n"
    "Xin đừng gửi họ tên, số giấy tờ hay số điện thoại. Bấm thử một câu bên dưới, hoặc /help để xem cách hỏi."
)
START_COMMUNE = "Đang xem: <b>{name}</b>. Đổi xã, phường: /xa"
# One tap each; every commune's plan answers the last two.
EXAMPLES = (
    "Làm giấy khai sinh cần giấy tờ gì?",
    "Đăng ký tạm trú mất bao nhiêu tiền?",
    "Kế hoạch đặt ra những chỉ tiêu nào?",
    "Kế hoạch dành cho giai đoạn nào?",
)
HELP = (
    "<b>Cách hỏi</b>\n"
    "Gõ như nhắn tin, ví dụ:\n"
    "• sao y công chứng hết bao nhiêu 1 trang\n"
    "• dang ky tam tru bao lau xong\n"
    "• Ai chủ trì rà soát thủ tục hành chính?\n"
    "Hỏi tiếp được luôn: “mất bao nhiêu tiền?”, “hạn đến khi nào?”. "
    "Sau 30 phút không nhắn, trợ lý coi như bắt đầu lại.\n\n"
    "<b>Các lệnh</b>\n{commands}\n\n"
    "Trong nhóm, anh/chị gọi @{username} hoặc trả lời tin của trợ lý."
)
COMMANDS = (
    ("start", "Bắt đầu, câu hỏi mẫu"),
    ("xa", "Chọn hoặc đổi xã, phường"),
    ("thutuc", "Thủ tục hành chính theo lĩnh vực"),
    ("chitieu", "Chỉ tiêu của kế hoạch"),
    ("nhiemvu", "Nhiệm vụ theo cơ quan"),
    ("nguon", "Các văn bản trợ lý dùng"),
    ("gopy", "Gửi góp ý"),
    ("riengtu", "Trợ lý lưu những gì"),
    ("dulieu", "Xem những gì đã lưu về tôi"),
    ("xoa", "Xóa những gì đã lưu về tôi"),
    ("help", "Cách hỏi"),
)

CHOOSE_COMMUNE = "Anh/chị quan tâm xã, phường nào?"
COMMUNE_CHOSEN = "Đã chọn <b>{name}</b>. Mời anh/chị đặt câu hỏi."
COMMUNE_NOTED = "Đã nhớ {name}. Đổi: /xa"

SECTORS = "<b>Thủ tục hành chính</b>\nAnh/chị chọn lĩnh vực:"
PROCEDURES = "<b>{sector}</b>\nBấm số để xem thủ tục:"
NO_PROCEDURES = "Trợ lý chưa có danh mục thủ tục hành chính."
TARGETS = "<b>Chỉ tiêu của {name}</b>\nBấm số để xem nguyên văn:"
NO_TARGETS = "Tài liệu của {name} không nêu chỉ tiêu nào."
AGENCIES = "<b>Nhiệm vụ của {name}</b>\nAnh/chị chọn cơ quan chủ trì:"
ALL_AGENCIES = "Tất cả ({count})"
TASKS = "<b>Nhiệm vụ của {name}</b>\n{agency}\nBấm số để xem nguyên văn:"
SCHEDULE, DELIVERABLE = "Thời gian: {schedule}", "sản phẩm: {deliverable}"
LED_BY = "Cơ quan chủ trì: {agency}"
OF_ALL_AGENCIES = "Tất cả cơ quan"
NO_TASKS = "Tài liệu của {name} không có danh mục nhiệm vụ."
DOCUMENTS = "<b>Văn bản trợ lý dùng để trả lời</b>"
NO_DOCUMENTS = "Trợ lý chưa có văn bản nào của {name}."
NUMBER_BLANK = "số: để trống trong văn bản"
NUMBER = "số {number}"
ISSUED_ON = "ngày {day}"
DAY_UNKNOWN = "không ghi đủ ngày ban hành"
PROCEDURES_SOURCE = "Thủ tục hành chính: Cổng Dịch vụ công quốc gia{as_of}."
AS_OF = ", dữ liệu đến {day}"
PAGE = "Trang {page}/{pages}"
PREVIOUS, NEXT, BACK = "« Trước", "Sau »", "↩ Chọn lại"

SWITCHED_OFF = "Trợ lý đang tạm dừng: {reason}"
ASKED = "Anh/chị hỏi: {question}"
SOURCES = "Nguồn"
NOTICE = "Lưu ý"
SOURCE_BUTTON = "📄 Nguồn {number}"
SOURCE_BUTTON_SHORT = "📄 {number}"
OPEN_BUTTON = "Mở văn bản"
RATE_UP, RATE_DOWN = "👍 Đúng ý tôi", "👎 Chưa ổn"
REASONS = (
    ("wrong", "Sai"),
    ("incomplete", "Thiếu"),
    ("unclear", "Khó hiểu"),
    ("outdated", "Đã cũ"),
)
ASK_REASON = "Chưa ổn ở điểm nào ạ?"
THANKS = "Cảm ơn anh/chị."

REMARK_ASK = (
    "Mời anh/chị viết góp ý trong tin nhắn tiếp theo. Xin đừng ghi họ tên, số giấy tờ, số điện thoại; "
    "nếu có, số sẽ được che trước khi lưu."
)
REMARK_CANCEL = "Thôi, để sau"
REMARK_THANKS = "Đã nhận góp ý. Cảm ơn anh/chị."
REMARK_CANCELLED = "Vâng, khi nào cần anh/chị gõ /gopy."
REMARK_TOO_LONG = "Góp ý dài quá {limit} ký tự; mời anh/chị viết gọn hơn, hoặc chia thành vài lần /gopy."

PRIVACY = (
    "<b>Trợ lý lưu những gì</b>\n"
    "• Xã, phường anh/chị chọn: đến khi anh/chị xóa, hoặc {people} ngày không dùng.\n"
    "• Câu hỏi gần nhất, để hiểu câu hỏi nối tiếp: {minutes} phút. Số giấy tờ, số điện thoại, số thẻ, e-mail được che "
    "trước khi lưu.\n"
    "• Câu trả lời đang gửi: đến khi gửi xong, lâu nhất 2 ngày. Nguồn và câu hỏi gợi ý ở các nút: 7 ngày.\n"
    "• Kết quả từng câu trả lời (lúc nào, có trả lời được không, nguồn nào; không có lời): {people} ngày; sau đó chỉ "
    "còn số đếm, không gắn với ai, {counts} ngày.\n"
    "• Đánh giá 👍 👎 và góp ý, đã che số và tên nhận ra được: {people} ngày; sau đó chỉ còn số đếm.\n"
    "{unanswered}\n"
    "• Số thứ tự của tin đã trả lời, để không trả lời hai lần: 2 ngày.\n"
    "Những thứ trên gắn với một mã băm, không gắn với tên, số điện thoại hay tài khoản của anh/chị. Nhật ký máy chủ "
    "không ghi câu hỏi.\n\n"
    "Tin nhắn còn nằm trên máy chủ của Telegram, theo quy định của Telegram. Xem những gì trợ lý đang lưu: /dulieu. "
    "Xóa: /xoa"
)
UNANSWERED_KEPT = "• Câu hỏi chưa trả lời được, che như trên: {people} ngày, để bổ sung nội dung."
UNANSWERED_NOT_KEPT = "• Câu hỏi chưa trả lời được: không lưu lời."
STORED = "<b>Trợ lý đang lưu về cuộc trò chuyện này</b>"
STORED_NOTHING = "Trợ lý không lưu gì về cuộc trò chuyện này."
STORED_CHAT = "Xã, phường đã chọn: {commune}; lần nhắn gần nhất: {day}"
STORED_NO_COMMUNE = "chưa chọn"
STORED_TURN = "Câu hỏi gần nhất, như trợ lý đã hiểu: “{question}”; giữ đến {day}"
STORED_OFFERS = "Nguồn và câu gợi ý của {count} câu trả lời, cho các nút bấm"
STORED_ANSWERS = "Kết quả của {count} câu trả lời, từ {first} đến {last} (không có lời)"
STORED_UNANSWERED = "Câu hỏi chưa trả lời được ({count}):"
STORED_RATINGS = "Đánh giá ({count}):"
STORED_REMARKS = "Góp ý ({count}):"
STORED_DELETE = "Xóa tất cả: /xoa"
STORED_MORE = "… và {count} mục cũ hơn"
FORGET_ASK = "Xóa xã đã chọn, cuộc trò chuyện, đánh giá và góp ý của anh/chị? Việc này không lấy lại được."
FORGET_YES, FORGET_NO = "Xóa hết", "Thôi, giữ lại"
FORGOTTEN = (
    "Đã xóa. Trợ lý không còn lưu gì về anh/chị. Tin nhắn cũ trong khung chat này anh/chị tự xóa trong Telegram."
)
KEPT = "Vâng, không xóa gì."

BUTTON_GONE = "Nút này đã cũ; mời anh/chị gõ lại câu hỏi."
UNKNOWN_COMMAND = "Trợ lý chưa có lệnh này. Xem các lệnh: /help"
TOO_LONG = "Câu hỏi dài quá {limit} ký tự; mời anh/chị viết ngắn hơn, mỗi lần một việc."
NO_WORDS = "Anh/chị gõ câu hỏi bằng chữ giúp, ví dụ: “làm giấy khai sinh cần gì”."
SLOW_DOWN = (
    "Anh/chị gửi hơi nhanh, trợ lý chưa kịp trả lời hết. Xin đợi khoảng {seconds} giây rồi gửi lại câu còn thiếu."
)
FAULT = "Có lỗi ngoài dự kiến; anh/chị thử lại sau ít phút (mã sự cố: {incident_id})."

NOT_TEXT = {
    "photo": "Trợ lý chưa xem được ảnh. Anh/chị gõ tên giấy tờ hoặc việc cần làm, ví dụ: “làm lại khai sinh”.",
    "voice": "Trợ lý chưa nghe được ghi âm. Anh/chị gõ ngắn gọn giúp, không dấu cũng được.",
    "video": "Trợ lý chưa xem được video. Anh/chị gõ câu hỏi bằng chữ giúp.",
    "document": "Trợ lý không đọc tệp. Anh/chị gõ điều cần hỏi; hồ sơ nộp ở Bộ phận một cửa hoặc Cổng Dịch vụ công.",
    "sticker": "Cảm ơn anh/chị. Cần hỏi gì anh/chị cứ gõ, không dấu cũng được.",
    "location": "Trợ lý không dùng vị trí. Anh/chị chọn xã, phường bằng lệnh /xa rồi gõ câu hỏi.",
    "contact": "Xin đừng gửi danh bạ; trợ lý không lưu và không cần số điện thoại. Anh/chị gõ câu hỏi bằng chữ giúp.",
    "other": "Trợ lý chỉ đọc được chữ. Anh/chị gõ câu hỏi giúp, không dấu cũng được.",
}

CHART_CAPTION = "Biểu đồ: {indicator}. {bars}."
CHART_BAR = "{label}: {wording}"
