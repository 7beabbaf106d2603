#include "host/password_check.h"

#include <windows.h>

#include "host/handle.h"
#include "host/security.h"
#include "host/test_settings.h"
#include "host/wide.h"
#include "wire/wipe.h"

namespace genkan::host {

PasswordVerdict checkPassword(const wire::Account& account, const std::string& password) {
  std::wstring secret = toWide(password);
  const wire::WipeAtEnd wiped(secret);
#ifdef GENKAN_TEST_CONTROLS
  // Wine's LogonUser says yes to everything, and at once.
  if (const auto ms = test_settings::number(L"PasswordCheckMs")) Sleep(*ms);
  const auto expected = test_settings::password(toWide(account.sid));
  if (!expected) return PasswordVerdict::unavailable;
  return *expected == secret ? PasswordVerdict::right : PasswordVerdict::wrong;
#else
  // Without a name from Windows (the SID stands for it) nothing can be asked.
  if (account.none() || account.name == account.sid || password.empty()) return PasswordVerdict::unavailable;
  const std::wstring full = toWide(account.name);
  const std::size_t slash = full.find(L'\\');
  const bool qualified = slash != std::wstring::npos;
  const std::wstring domain = qualified ? full.substr(0, slash) : L".";
  const std::wstring user = qualified ? full.substr(slash + 1) : full;
  // A name with "@" carries its domain in itself.
  const bool principal = !qualified && full.find(L'@') != std::wstring::npos;
  Handle token;
  if (!LogonUserW(user.c_str(), principal ? nullptr : domain.c_str(), secret.c_str(), LOGON32_LOGON_NETWORK, LOGON32_PROVIDER_DEFAULT, token.put())) {
    return GetLastError() == ERROR_LOGON_FAILURE ? PasswordVerdict::wrong : PasswordVerdict::unavailable;
  }
  const auto sid = sidOfToken(token.get());
  if (!sid) return PasswordVerdict::unavailable;
  return *sid == account.sid ? PasswordVerdict::right : PasswordVerdict::wrong;
#endif
}

}  // namespace genkan::host
