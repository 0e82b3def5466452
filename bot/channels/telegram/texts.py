"""What the Telegram bot itself says; answers come from the assistant."""

START = (
    "Chào anh/chị. Đây là trợ lý ảo (máy trả lời tự động) về kế hoạch cải cách hành chính của xã, phường.\n"
    "Anh/chị gõ câu hỏi, có dấu hay không dấu đều được; mỗi thông tin đều kèm nguồn.\n"
    "Xin đừng gửi thông tin cá nhân."
)
HELP = (
    "Anh/chị có thể hỏi, ví dụ:\n"
    "- Chỉ tiêu thanh toán trực tuyến là bao nhiêu?\n"
    "- Ai chủ trì rà soát thủ tục hành chính?\n"
    "- Phòng Kinh tế có những nhiệm vụ nào?\n"
    "/xa để chọn xã, phường."
)
CHOOSE_COMMUNE = "Anh/chị hỏi về xã, phường nào?"
COMMUNE_CHOSEN = "Đã chọn {name}. Mời anh/chị đặt câu hỏi."
CHOICE_GONE = "Nút này đã cũ; mời anh/chị gõ lại câu hỏi."
TEXT_ONLY = "Trợ lý chỉ đọc được câu hỏi bằng chữ."
TOO_LONG = "Câu hỏi dài quá 1000 ký tự; mời anh/chị viết ngắn hơn."
FAULT = "Có lỗi ngoài dự kiến; anh/chị thử lại sau ít phút (mã sự cố: {incident_id})."
SOURCES = "Nguồn"
NOTICE = "Lưu ý"
COMMANDS = (("start", "bắt đầu"), ("xa", "chọn xã, phường"), ("help", "cách hỏi"))
