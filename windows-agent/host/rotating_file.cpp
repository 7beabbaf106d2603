#include "host/rotating_file.h"

namespace genkan::host {

void RotatingFile::write(std::string_view text) noexcept {
  const Locked locked(mutex_);
  if (!file_ && !open()) return;
  if (size_ > 0 && size_ + static_cast<long long>(text.size()) > maxBytes) {
    rotate();
    if (!open()) return;
  }
  DWORD written = 0;
  if (WriteFile(file_.get(), text.data(), static_cast<DWORD>(text.size()), &written, nullptr)) size_ += written;
}

bool RotatingFile::open() noexcept {
  file_.reset(CreateFileW(path_.c_str(), FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_DELETE, nullptr, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file_) return false;
  LARGE_INTEGER size{};
  size_ = GetFileSizeEx(file_.get(), &size) ? size.QuadPart : 0;
  return true;
}

void RotatingFile::rotate() noexcept {
  file_.reset();
  for (int number = kept - 1; number >= 1; --number) {
    const std::wstring from = number == 1 ? path_ : path_ + L"." + std::to_wstring(number - 1);
    MoveFileExW(from.c_str(), (path_ + L"." + std::to_wstring(number)).c_str(), MOVEFILE_REPLACE_EXISTING);
  }
}

}  // namespace genkan::host
