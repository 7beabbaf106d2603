// Security descriptors from SDDL, SIDs and tokens.
#pragma once

#include <windows.h>

#include <optional>
#include <string>

#include "wire/host_line.h"

namespace genkan::host {

// SYSTEM and Administrators only, inherited by what lies below. The folder belongs to the group, so that no person may change the list.
inline constexpr wchar_t dataFolderSddl[] = L"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";
inline constexpr wchar_t registrySddl[] = L"D:P(A;OICI;KA;;;SY)(A;OICI;KA;;;BA)";
// The two pipes. 0x12019b = read and write without the right to create an instance of the pipe.
inline constexpr wchar_t authPipeSddl[] = L"D:P(A;;FA;;;SY)";
inline constexpr wchar_t userPipeSddl[] = L"D:P(D;;FA;;;NU)(A;;FA;;;SY)(A;;0x12019b;;;AU)";

// Security attributes of an SDDL string; of a null string none. Throws nothing: `valid` says whether it worked.
class SecurityFromText final {
 public:
  explicit SecurityFromText(const wchar_t* sddl);
  ~SecurityFromText();
  SecurityFromText(const SecurityFromText&) = delete;
  SecurityFromText& operator=(const SecurityFromText&) = delete;
  bool valid() const noexcept { return wanted_ == (descriptor_ != nullptr); }
  SECURITY_ATTRIBUTES* attributes() const noexcept { return descriptor_ == nullptr ? nullptr : &attributes_; }

 private:
  bool wanted_;
  PSECURITY_DESCRIPTOR descriptor_ = nullptr;
  mutable SECURITY_ATTRIBUTES attributes_{};
};

// Gives an open file or folder the owner and the protected list of `security`. False when Windows refuses.
bool protectItem(HANDLE item, const SecurityFromText& security);
// Gives what lies below a folder the rights that it inherits from the list of `sddl`, which the folder gets (again).
bool spreadRights(const std::wstring& folder, const wchar_t* sddl);
// SID of the owner of an open file or folder; empty when it cannot be read.
std::string ownerOf(HANDLE item);

// Text form of a token's user; nullopt when it cannot be read.
std::optional<std::string> sidOfToken(HANDLE token);
// DOMAIN\name of a token's user; empty when Windows does not know it now.
std::string accountNameOfToken(HANDLE token);
std::optional<std::string> sidOfProcess(DWORD processId);
std::optional<std::wstring> imageOfProcess(DWORD processId);
// The token's user is an administrator, elevated or not. Cannot tell = true.
bool isAdministrator(HANDLE token);

}  // namespace genkan::host
