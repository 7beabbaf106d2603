// Whether a kept password goes out now. It was kept under the account and the policy of then; both may have changed. Pure.
#pragma once

#include "host/guard_text.h"

namespace genkan::host {

enum class Membership { notMember, member, unknown };
enum class ReleaseDecision { give, refuse, refuseAndForget };

// `administrators`: whether the account is an administrator of this PC now. Not being able to tell refuses, as with keeping, and
// deletes nothing: a domain controller that is away comes back.
inline ReleaseDecision decideRelease(const Guard& guard, Membership administrators) noexcept {
  if (!guard.keepPasswords) return ReleaseDecision::refuse;
  if (guard.keepAdministratorPasswords || administrators == Membership::notMember) return ReleaseDecision::give;
  return administrators == Membership::member ? ReleaseDecision::refuseAndForget : ReleaseDecision::refuse;
}

}  // namespace genkan::host
