#pragma once
#include <string>

namespace genkan::console {

enum class Prompted { Given, Cancelled, Failed };

// The password is the caller's to wipe.
struct Prompt {
  Prompted outcome;
  std::wstring password;
};

// DOMAIN\name of whoever runs this process; empty if Windows cannot say.
std::wstring currentAccount();

// Asks the password of `account` in the system's own dialog. `afterWrong`: the dialog says that the last one was wrong.
// A test build reads one line of stdin instead, because wine has no such dialog.
Prompt askPassword(const std::wstring& account, const std::wstring& caption, const std::wstring& message, bool afterWrong);

}  // namespace genkan::console
