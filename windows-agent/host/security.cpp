#include "host/security.h"

#include <aclapi.h>
#include <sddl.h>

#include <vector>

#include "host/handle.h"
#include "host/wide.h"

namespace genkan::host {

namespace {

// The TOKEN_USER of a token as raw memory; empty on failure.
std::vector<BYTE> tokenUser(HANDLE token) {
  DWORD size = 0;
  GetTokenInformation(token, TokenUser, nullptr, 0, &size);
  if (size == 0 || size > 4096) return {};
  std::vector<BYTE> memory(size);
  if (!GetTokenInformation(token, TokenUser, memory.data(), size, &size)) return {};
  return memory;
}

PSID sidIn(std::vector<BYTE>& memory) { return reinterpret_cast<TOKEN_USER*>(memory.data())->User.Sid; }

}  // namespace

SecurityFromText::SecurityFromText(const wchar_t* sddl) : wanted_(sddl != nullptr) {
  if (sddl == nullptr) return;
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl, SDDL_REVISION_1, &descriptor_, nullptr)) descriptor_ = nullptr;
  attributes_.nLength = sizeof attributes_;
  attributes_.lpSecurityDescriptor = descriptor_;
  attributes_.bInheritHandle = FALSE;
}

SecurityFromText::~SecurityFromText() {
  if (descriptor_ != nullptr) LocalFree(descriptor_);
}

bool protectItem(HANDLE item, const SecurityFromText& security) {
  if (security.attributes() == nullptr) return false;
  const PSECURITY_DESCRIPTOR descriptor = security.attributes()->lpSecurityDescriptor;
  BOOL present = FALSE;
  BOOL defaulted = FALSE;
  PACL list = nullptr;
  PSID owner = nullptr;
  if (!GetSecurityDescriptorDacl(descriptor, &present, &list, &defaulted) || !present) return false;
  if (!GetSecurityDescriptorOwner(descriptor, &owner, &defaulted) || owner == nullptr) return false;
  const DWORD error = SetSecurityInfo(item, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
                                      owner, nullptr, list, nullptr);
  SetLastError(error);
  return error == ERROR_SUCCESS;
}

bool spreadRights(const std::wstring& folder, const wchar_t* sddl) {
  const SecurityFromText security(sddl);
  BOOL present = FALSE;
  BOOL defaulted = FALSE;
  PACL list = nullptr;
  if (security.attributes() == nullptr || !GetSecurityDescriptorDacl(security.attributes()->lpSecurityDescriptor, &present, &list, &defaulted) || !present) return false;
  std::wstring name = folder;
  const DWORD error = SetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, nullptr, nullptr, list, nullptr);
  SetLastError(error);
  return error == ERROR_SUCCESS;
}

std::string ownerOf(HANDLE item) {
  PSID owner = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (GetSecurityInfo(item, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr, nullptr, nullptr, &descriptor) != ERROR_SUCCESS) return {};
  wchar_t* text = nullptr;
  std::string sid;
  if (owner != nullptr && ConvertSidToStringSidW(owner, &text)) {
    sid = toUtf8(text);
    LocalFree(text);
  }
  LocalFree(descriptor);
  return sid;
}

std::optional<std::string> sidOfToken(HANDLE token) {
  auto memory = tokenUser(token);
  wchar_t* text = nullptr;
  if (memory.empty() || !ConvertSidToStringSidW(sidIn(memory), &text)) return std::nullopt;
  std::string sid = toUtf8(text);
  LocalFree(text);
  return sid;
}

std::string accountNameOfToken(HANDLE token) {
  auto memory = tokenUser(token);
  if (memory.empty()) return {};
  wchar_t name[257];
  wchar_t domain[257];
  DWORD nameLength = 257;
  DWORD domainLength = 257;
  SID_NAME_USE use;
  if (!LookupAccountSidW(nullptr, sidIn(memory), name, &nameLength, domain, &domainLength, &use)) return {};
  return toUtf8(domain[0] == L'\0' ? std::wstring(name) : std::wstring(domain) + L"\\" + name);
}

std::optional<std::string> sidOfProcess(DWORD processId) {
  const Handle process(OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, processId));
  Handle token;
  if (!process || !OpenProcessToken(process.get(), TOKEN_QUERY, token.put())) return std::nullopt;
  return sidOfToken(token.get());
}

std::optional<std::wstring> imageOfProcess(DWORD processId) {
  const Handle process(OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, processId));
  wchar_t path[1024];
  DWORD length = 1024;
  if (!process || !QueryFullProcessImageNameW(process.get(), 0, path, &length)) return std::nullopt;
  return std::wstring(path, length);
}

bool isAdministrator(HANDLE token) {
  TOKEN_ELEVATION_TYPE type = TokenElevationTypeDefault;
  DWORD size = 0;
  if (!GetTokenInformation(token, TokenElevationType, &type, sizeof type, &size)) return true;
  // A split token exists only for an administrator.
  if (type != TokenElevationTypeDefault) return true;
  SID_IDENTIFIER_AUTHORITY authority = SECURITY_NT_AUTHORITY;
  PSID administrators = nullptr;
  if (!AllocateAndInitializeSid(&authority, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS, 0, 0, 0, 0, 0, 0, &administrators)) return true;
  Handle impersonation;
  BOOL member = TRUE;
  const bool asked = DuplicateToken(token, SecurityIdentification, impersonation.put()) &&
                     CheckTokenMembership(impersonation.get(), administrators, &member);
  FreeSid(administrators);
  return !asked || member;
}

}  // namespace genkan::host
