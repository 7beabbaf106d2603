// What the policy says the logon screen must enforce; read by the filter of the credential provider. Absent = the safe side.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace genkan::host {

struct Guard {
  bool enforce = false;
  bool keepPasswords = false;
  bool keepAdministratorPasswords = false;
};

// Exactly these three booleans, as one flat JSON object.
std::optional<Guard> readGuard(std::string_view json);
Guard loadGuard();
// False when the registry refuses.
bool storeGuard(const Guard& guard);
// What an administrator should know about this PC's logon, as flat JSON.
std::string posture();

}  // namespace genkan::host
