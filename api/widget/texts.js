/* The chat widget of Một Cửa: one file, no dependency, text nodes only, works under a strict Content-Security-Policy.
 *
 *   <script src="…/widget.js" data-commune="lac-phuong" defer>    a button in the corner
 *   <mot-cua-chat commune="lac-phuong"></mot-cua-chat>            a panel where the page wants it
 *
 * Every sentence that the widget itself says. */

const TEXT = {
  title: "Trợ lý ảo",
  subtitle: "Máy trả lời tự động",
  welcome: "Chào anh/chị. Anh/chị có thể hỏi về chỉ tiêu, cơ quan phụ trách, thời hạn trong kế hoạch cải cách "
    + "hành chính và về thủ tục hành chính.",
  about: [
    "Đây là **máy trả lời tự động**, không phải cán bộ. Trợ lý trả lời từ văn bản đã công bố; "
      + "nếu có chỗ khác nhau thì **văn bản đã công bố là đúng**.",
    `Máy chủ giữ câu hỏi gần nhất ${KEPT.conversation} để hiểu câu nối tiếp${KEPT.unanswered ? ", câu hỏi chưa trả "
      + "lời được" : ""} và đánh giá ${KEPT.people}, đã che số giấy tờ, số điện thoại. Lời trả lời chỉ nằm trong thẻ `
      + "trình duyệt này, trừ khi anh/chị chọn nhớ trên máy. **Xin đừng nhập thông tin cá nhân** (họ tên, số điện "
      + "thoại, số giấy tờ).",
  ],
  privacy: "Quyền riêng tư",
  help: "Trợ lý trả lời được những gì?",

  field: "Câu hỏi của anh/chị",
  placeholder: "Nhập câu hỏi…",
  send: "Gửi",
  stop: "Dừng",
  tooLong: (length) => `Câu hỏi dài ${length} ký tự; xin viết không quá 1.000 ký tự.`,
  stillBusy: "Trợ lý đang trả lời câu trước; câu vừa nhập vẫn còn trong ô.",
  shared: "Câu hỏi từ liên kết được chia sẻ đã ở trong ô. Anh/chị bấm Gửi để hỏi.",

  launcher: "Hỏi trợ lý ảo",
  unread: "có tin chưa đọc",
  hideBubble: "Ẩn lời chào",
  close: "Đóng",
  conversation: "Cuộc trò chuyện",
  you: "Anh/chị hỏi",
  machine: "Trợ lý",
  waiting: "Đang tra cứu…",

  sources: "Nguồn",
  moreSources: (count) => `Xem thêm ${count} nguồn`,
  newTab: "(mở trong thẻ mới)",
  chooseOne: "Chọn một mục",
  askNext: "Có thể hỏi tiếp",
  copy: "Sao chép",
  copied: "Đã sao chép câu trả lời kèm nguồn.",
  notCopied: "Trình duyệt không cho sao chép.",
  share: "Chia sẻ",
  linkCopied: "Đã sao chép liên kết mở lại câu hỏi này.",
  read: "Đọc to",
  stopReading: "Ngừng đọc",

  rating: "Đánh giá",
  good: "Có ích",
  bad: "Chưa đúng",
  whatWrong: "Câu trả lời chưa đúng ở đâu?",
  reasons: ["Sai so với văn bản", "Không đúng điều tôi hỏi", "Thiếu thông tin", "Khó hiểu"],
  remark: "Nói thêm (không bắt buộc)",
  remarkWarning: "Lời nhắn được lưu lại để sửa trợ lý. Xin đừng ghi thông tin cá nhân.",
  sendRating: "Gửi đánh giá",
  cancel: "Bỏ qua",
  thanks: "Cảm ơn anh/chị đã đánh giá.",
  notRated: "Chưa gửi được đánh giá. Anh/chị thử lại.",

  menu: "Tùy chọn",
  fontSize: "Cỡ chữ",
  fontSizes: ["Vừa", "Lớn", "Rất lớn"],
  keep: "Nhớ cuộc trò chuyện trên máy này",
  keepHint: "Người dùng chung máy cũng xem được. Bỏ chọn là xóa khỏi máy.",
  kept: "Cuộc trò chuyện được nhớ trên máy này.",
  erased: "Đã xóa cuộc trò chuyện đã nhớ khỏi máy này.",
  readAloud: "Đọc to câu trả lời",
  speak: "Hỏi bằng giọng nói",
  speakHint: "Trình duyệt có thể gửi tiếng nói đến hãng làm ra nó để nhận dạng.",
  print: "In cuộc trò chuyện",
  restart: "Hỏi lại từ đầu",
  stored: "Tải dữ liệu đang lưu",
  storedFile: "du-lieu-cuoc-tro-chuyen.json",
  downloaded: "Đã tải về những gì máy chủ đang lưu về cuộc trò chuyện này.",
  notStored: "Máy chủ không lưu gì về cuộc trò chuyện này.",
  reallyRestart: "Xóa cả cuộc trò chuyện này, ở đây và trên máy chủ?",
  restartYes: "Xóa",
  restartNo: "Giữ lại",
  restarted: "Đã xóa. Anh/chị có thể hỏi từ đầu.",

  listen: "Nói câu hỏi",
  stopListening: "Ngừng nghe",
  listening: "Đang nghe, anh/chị nói câu hỏi…",
  notHeard: "Chưa nghe được. Anh/chị nói lại hoặc gõ câu hỏi.",
  noMicrophone: "Trình duyệt không cho dùng micrô ở trang này.",

  retry: "Thử lại",
  offline: "Mất kết nối mạng. Câu hỏi vẫn còn; có mạng lại trợ lý sẽ hỏi lại ngay.",
  backOnline: "Đã có mạng, đang hỏi lại.",
  unreachable: "Không kết nối được với trợ lý. Câu hỏi vẫn còn; anh/chị thử lại sau ít phút.",
  slow: "Trợ lý chưa trả lời sau 30 giây. Câu hỏi vẫn còn; anh/chị thử lại.",
  busy: (seconds) => `Đang có nhiều câu hỏi. Anh/chị thử lại sau ${seconds} giây.`,
  stopped: "Đã dừng theo yêu cầu của anh/chị.",
  unanswered: "Câu này chưa được trả lời.",
  refused: "Trợ lý không nhận câu hỏi này.",

  printedOn: (day) => `In ngày ${day}. Máy trả lời tự động; văn bản đã công bố là căn cứ.`,
};
