#pragma once
#include <windows.h>

#include <string>

namespace genkan::console {

enum class Opened { Open, Absent, Foreign };

// The connection to the host's pipe for people. Every wait has a deadline; the server is believed only if it is the service.
class UserPipe final {
 public:
  UserPipe() = default;
  ~UserPipe();
  UserPipe(const UserPipe&) = delete;
  UserPipe& operator=(const UserPipe&) = delete;

  Opened open(DWORD withinMs);
  // Sends one line and reads one (both without the newline); false when the other end is gone, silent or talks too much.
  bool ask(const std::string& line, DWORD withinMs, std::string& answer);

 private:
  bool wait(OVERLAPPED& io, ULONGLONG deadline, DWORD& bytes);
  bool isService() const;

  HANDLE pipe_ = INVALID_HANDLE_VALUE;
  std::string pending_;
};

}  // namespace genkan::console
