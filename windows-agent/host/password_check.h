// Asks Windows whether a password is right.
#pragma once

#include <string>

#include "wire/host_line.h"

namespace genkan::host {

// "Could not ask" is never "wrong".
enum class PasswordVerdict { right, wrong, unavailable };

// Right only when the account that Windows lets in has the SID of `account`. Counts as a failed logon in Windows when it is wrong.
PasswordVerdict checkPassword(const wire::Account& account, const std::string& password);

}  // namespace genkan::host
