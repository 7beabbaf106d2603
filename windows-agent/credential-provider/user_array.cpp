#include "credential-provider/user_array.h"

#include <algorithm>

#include "credential-provider/com_support.h"
#include "credential-provider/win_support.h"

namespace genkan::provider {
namespace {

constexpr DWORD maximumUsers = 1'000;
constexpr PROPERTYKEY qualifiedUserName = {{0xda520e51, 0xf4e9, 0x4739, {0xac, 0x82, 0x02, 0xe0, 0xa9, 0x5c, 0x90, 0x30}}, 100};
constexpr PROPERTYKEY displayName = {{0x7d683fc9, 0xd155, 0x45a8, {0xbb, 0x1f, 0x89, 0xd1, 0x9b, 0xcb, 0x79, 0x2f}}, 100};

std::wstring taken(HRESULT result, LPWSTR text) {
  if (text == nullptr) return {};
  std::wstring copy = SUCCEEDED(result) ? text : L"";
  CoTaskMemFree(text);
  return copy;
}

std::wstring property(ICredentialProviderUser& user, const PROPERTYKEY& key) {
  LPWSTR text = nullptr;
  const HRESULT result = user.GetStringValue(key, &text);
  return taken(result, text);
}

}  // namespace

std::vector<logon::TileAccount> readUsers(ICredentialProviderUserArray* users) {
  std::vector<logon::TileAccount> found;
  DWORD count = 0;
  if (users == nullptr || FAILED(users->GetCount(&count))) return found;
  for (DWORD index = 0; index < count && index < maximumUsers; ++index) {
    ICredentialProviderUser* raw = nullptr;
    if (FAILED(users->GetAt(index, &raw)) || raw == nullptr) continue;
    const auto user = ComPointer<ICredentialProviderUser>::adopt(raw);
    LPWSTR sidText = nullptr;
    const HRESULT result = user->GetSid(&sidText);
    logon::TileAccount account;
    account.sid = narrow(taken(result, sidText));
    const bool known = std::any_of(found.begin(), found.end(), [&](const logon::TileAccount& other) { return other.sid == account.sid; });
    if (account.sid.empty() || known) continue;
    account.qualifiedName = sixteen(property(*user.get(), qualifiedUserName).c_str());
    account.displayName = sixteen(property(*user.get(), displayName).c_str());
    if (account.qualifiedName.empty()) continue;
    GUID provider = Identity_LocalUserProvider;
    account.isConnected = SUCCEEDED(user->GetProviderID(&provider)) && provider != Identity_LocalUserProvider;
    found.push_back(std::move(account));
  }
  return found;
}

}  // namespace genkan::provider
