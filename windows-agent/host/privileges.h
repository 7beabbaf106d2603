// Privileges that the process has and uses for a moment only.
#pragma once

#include <windows.h>

#include <initializer_list>
#include <vector>

#include "host/handle.h"

namespace genkan::host {

// Switches on those that the token holds, and off again at its end; without one of them Windows refuses what needs it.
class Privileges final {
 public:
  explicit Privileges(std::initializer_list<const wchar_t*> names);
  ~Privileges();
  Privileges(const Privileges&) = delete;
  Privileges& operator=(const Privileges&) = delete;

 private:
  Handle token_;
  std::vector<TOKEN_PRIVILEGES> before_;
};

}  // namespace genkan::host
