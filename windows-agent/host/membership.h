// Who is an administrator of this PC, without a session or a password of his.
#pragma once

#include <string>

#include "host/release_decision.h"

namespace genkan::host {

// Direct members by the PC's own accounts; others as Windows would put their token together, for which it may have to ask a
// domain controller: slow.
Membership administratorMembership(const std::string& sid);

}  // namespace genkan::host
