#include "host/privileges.h"

namespace genkan::host {

Privileges::Privileges(std::initializer_list<const wchar_t*> names) {
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, token_.put())) return;
  for (const wchar_t* name : names) {
    TOKEN_PRIVILEGES wanted{};
    TOKEN_PRIVILEGES before{};
    DWORD size = sizeof before;
    wanted.PrivilegeCount = 1;
    wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
    if (!LookupPrivilegeValueW(nullptr, name, &wanted.Privileges[0].Luid)) continue;
    // A privilege that was on already, or is not held, leaves nothing to be undone.
    if (AdjustTokenPrivileges(token_.get(), FALSE, &wanted, sizeof before, &before, &size) && before.PrivilegeCount == 1) before_.push_back(before);
  }
}

Privileges::~Privileges() {
  for (TOKEN_PRIVILEGES& before : before_) AdjustTokenPrivileges(token_.get(), FALSE, &before, 0, nullptr, nullptr);
}

}  // namespace genkan::host
