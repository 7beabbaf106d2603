#include "console/user_pipe.h"

namespace genkan::console {

namespace {

constexpr wchar_t pipeName[] = L"\\\\.\\pipe\\Genkan.user";
constexpr wchar_t serviceName[] = L"GenkanHost";
constexpr size_t maxLine = 64 * 1024;

DWORD serviceProcess() {
  const SC_HANDLE manager = OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT);
  if (manager == nullptr) return 0;
  const SC_HANDLE service = OpenServiceW(manager, serviceName, SERVICE_QUERY_STATUS);
  SERVICE_STATUS_PROCESS status{};
  DWORD needed = 0;
  const bool known = service != nullptr && QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status), sizeof(status), &needed);
  if (service != nullptr) CloseServiceHandle(service);
  CloseServiceHandle(manager);
  return known ? status.dwProcessId : 0;
}

DWORD remaining(ULONGLONG deadline) {
  const ULONGLONG now = GetTickCount64();
  return now >= deadline ? 0 : static_cast<DWORD>(deadline - now);
}

}  // namespace

UserPipe::~UserPipe() {
  if (pipe_ != INVALID_HANDLE_VALUE) CloseHandle(pipe_);
  SecureZeroMemory(pending_.data(), pending_.size());
}

Opened UserPipe::open(DWORD withinMs) {
  const ULONGLONG deadline = GetTickCount64() + withinMs;
  for (;;) {
    // The host may learn who calls, and nothing more. It is this process's right to read and write, not to create instances.
    pipe_ = CreateFileW(pipeName, FILE_GENERIC_READ | FILE_WRITE_DATA, 0, nullptr, OPEN_EXISTING, FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr);
    if (pipe_ != INVALID_HANDLE_VALUE) break;
    if (GetLastError() != ERROR_PIPE_BUSY || remaining(deadline) == 0) return Opened::Absent;
    WaitNamedPipeW(pipeName, remaining(deadline));
  }
  return isService() ? Opened::Open : Opened::Foreign;
}

// Somebody else may have made a pipe of this name while the service was down: the password must not go there.
bool UserPipe::isService() const {
  ULONG server = 0;
  return GetNamedPipeServerProcessId(pipe_, &server) && server != 0 && server == serviceProcess();
}

bool UserPipe::wait(OVERLAPPED& io, ULONGLONG deadline, DWORD& bytes) {
  if (WaitForSingleObject(io.hEvent, remaining(deadline)) != WAIT_OBJECT_0) {
    CancelIoEx(pipe_, &io);
    GetOverlappedResult(pipe_, &io, &bytes, TRUE);
    return false;
  }
  return GetOverlappedResult(pipe_, &io, &bytes, FALSE) && bytes > 0;
}

bool UserPipe::ask(const std::string& line, DWORD withinMs, std::string& answer) {
  const ULONGLONG deadline = GetTickCount64() + withinMs;
  OVERLAPPED io{};
  io.hEvent = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  if (io.hEvent == nullptr) return false;

  const std::string newline = "\n";
  bool going = true;
  for (const std::string* part : {&line, &newline}) {
    size_t sent = 0;
    while (going && sent < part->size()) {
      ResetEvent(io.hEvent);
      DWORD bytes = 0;
      going = (WriteFile(pipe_, part->data() + sent, static_cast<DWORD>(part->size() - sent), nullptr, &io) || GetLastError() == ERROR_IO_PENDING) && wait(io, deadline, bytes);
      sent += bytes;
    }
  }

  char buffer[4096];
  size_t end;
  while (going && (end = pending_.find('\n')) == std::string::npos) {
    if (pending_.size() > maxLine) {
      going = false;
      break;
    }
    ResetEvent(io.hEvent);
    DWORD bytes = 0;
    going = (ReadFile(pipe_, buffer, sizeof(buffer), nullptr, &io) || GetLastError() == ERROR_IO_PENDING) && wait(io, deadline, bytes);
    if (going) pending_.append(buffer, bytes);
  }
  if (going) {
    answer = pending_.substr(0, end);
    pending_.erase(0, end + 1);
  }
  CloseHandle(io.hEvent);
  return going;
}

}  // namespace genkan::console
