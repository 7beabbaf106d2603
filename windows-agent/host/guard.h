// What the policy says the logon screen must enforce; read by the filter of the credential provider. Absent = the safe side.
#pragma once

#include <string>

#include "host/guard_text.h"

namespace genkan::host {

Guard loadGuard();
// False when the registry refuses.
bool storeGuard(const Guard& guard);
// What an administrator should know about this PC's logon, as flat JSON.
std::string posture();

}  // namespace genkan::host
