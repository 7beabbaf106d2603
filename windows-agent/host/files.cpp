#include "host/files.h"

#include "host/handle.h"

namespace genkan::host {

namespace {

bool writeAll(HANDLE file, std::string_view bytes) {
  while (!bytes.empty()) {
    DWORD written = 0;
    const auto part = static_cast<DWORD>(bytes.size() < 0x100000 ? bytes.size() : 0x100000);
    if (!WriteFile(file, bytes.data(), part, &written, nullptr) || written == 0) return false;
    bytes.remove_prefix(written);
  }
  return true;
}

}  // namespace

std::optional<std::string> readFile(const std::wstring& path, std::size_t maxBytes) {
  const Handle file(CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING, 0, nullptr));
  LARGE_INTEGER size{};
  if (!file || !GetFileSizeEx(file.get(), &size) || size.QuadPart > static_cast<long long>(maxBytes)) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(size.QuadPart), '\0');
  std::size_t at = 0;
  while (at < bytes.size()) {
    DWORD read = 0;
    if (!ReadFile(file.get(), bytes.data() + at, static_cast<DWORD>(bytes.size() - at), &read, nullptr)) return std::nullopt;
    if (read == 0) break;
    at += read;
  }
  bytes.resize(at);
  return bytes;
}

bool replaceFile(const std::wstring& path, std::string_view bytes) {
  const std::wstring temporary = path + L".new";
  {
    const Handle file(CreateFileW(temporary.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
    if (!file) return false;
    if (!writeAll(file.get(), bytes) || !FlushFileBuffers(file.get())) {
      SetFilePointer(file.get(), 0, nullptr, FILE_BEGIN);
      SetEndOfFile(file.get());
      return false;
    }
  }
  return MoveFileExW(temporary.c_str(), path.c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) != 0;
}

bool appendFile(const std::wstring& path, std::string_view bytes) {
  const Handle file(CreateFileW(path.c_str(), GENERIC_WRITE, FILE_SHARE_READ, nullptr, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
  LARGE_INTEGER end{};
  if (!file || !SetFilePointerEx(file.get(), {}, &end, FILE_END)) return false;
  if (writeAll(file.get(), bytes) && FlushFileBuffers(file.get())) return true;
  // A half-written tail would hide what is appended later.
  SetFilePointerEx(file.get(), end, nullptr, FILE_BEGIN);
  SetEndOfFile(file.get());
  return false;
}

bool keepAside(const std::wstring& path, const std::wstring& as) {
  return CreateHardLinkW(as.c_str(), path.c_str(), nullptr) || CopyFileW(path.c_str(), as.c_str(), TRUE);
}

bool removeFile(const std::wstring& path) {
  return DeleteFileW(path.c_str()) || GetLastError() == ERROR_FILE_NOT_FOUND || GetLastError() == ERROR_PATH_NOT_FOUND;
}

bool removeSecretFile(const std::wstring& path) {
  {
    const Handle file(CreateFileW(path.c_str(), GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr));
    LARGE_INTEGER size{};
    if (file && GetFileSizeEx(file.get(), &size) && size.QuadPart < 0x100000) {
      writeAll(file.get(), std::string(static_cast<std::size_t>(size.QuadPart), '\0'));
      FlushFileBuffers(file.get());
    }
  }
  return removeFile(path);
}

bool fileExists(const std::wstring& path) {
  const DWORD attributes = GetFileAttributesW(path.c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

bool removeTree(const std::wstring& folder) {
  WIN32_FIND_DATAW found;
  const HANDLE search = FindFirstFileW((folder + L"\\*").c_str(), &found);
  if (search != INVALID_HANDLE_VALUE) {
    do {
      const std::wstring name = found.cFileName;
      if (name == L"." || name == L"..") continue;
      const std::wstring path = folder + L"\\" + name;
      const bool link = (found.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
      if ((found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
        DeleteFileW(path.c_str());
      } else if (link) {
        RemoveDirectoryW(path.c_str());
      } else {
        removeTree(path);
      }
    } while (FindNextFileW(search, &found));
    FindClose(search);
  }
  return RemoveDirectoryW(folder.c_str()) || GetFileAttributesW(folder.c_str()) == INVALID_FILE_ATTRIBUTES;
}

}  // namespace genkan::host
