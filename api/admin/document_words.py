"""What the pages about documents say of the program's own terms, and their sentences."""

from corpus.intake.sandbox import MAX_FILE_BYTES

KINDS = {
    "target": "Chỉ tiêu",
    "task": "Nhiệm vụ",
    "duty": "Trách nhiệm",
    "fact": "Thông tin văn bản",
    "legal_basis": "Văn bản dẫn chiếu",
}
BLANK = "văn bản để trống"
CELL = "ô {number}"
LINE = "dòng {number}"

NO_FILE = "Hãy chọn tệp cần thêm."
NO_COMMUNE = "Hãy chọn xã, phường trong danh sách."
NO_DATE = "Ngày ban hành phải là một ngày, ví dụ 15/01/2027."
TOO_LARGE = f"Tệp lớn hơn {MAX_FILE_BYTES >> 20} MB; hãy chia nhỏ hoặc quét ở 300 dpi."
BUSY = "Máy chủ đang đọc {limit} tệp khác; hãy đợi một tệp đọc xong rồi thêm."
NO_READING = "Không còn thông tin về lần đọc tệp này; hãy xem danh sách văn bản."
NO_DOCUMENT = "Không có văn bản, hoặc bản này của văn bản."
UNREADABLE = "Không đọc được tệp của bản này; hãy khôi phục từ bản sao lưu."
NO_PICTURE = "Không có hình của trang này."
SEEN_OTHERWISE = "Có người vừa thay đổi văn bản này; hãy mở lại trang, xem rồi làm lại."
NOT_WRITTEN = "Máy chủ không ghi được vào thư mục văn bản; hãy báo người quản trị máy chủ."
STOPPED = "Máy chủ đã dừng giữa chừng; hãy làm lại."
BUG = "Máy chủ gặp lỗi khi làm việc này; hãy báo người quản trị máy chủ mã {incident_id}."
TRIAL_BUSY = "Chỗ sửa (nếu có) đã được lưu, nhưng máy chủ đang thử một văn bản khác; hãy đợi một phút rồi bấm lại."
