// The policy of the logon screen, as the agent gives it. Pure.
#pragma once

#include <optional>
#include <string_view>

namespace genkan::host {

struct Guard {
  bool enforce = false;
  bool keepPasswords = false;
  bool keepAdministratorPasswords = false;
};

// Exactly these three booleans, as one flat JSON object.
std::optional<Guard> readGuard(std::string_view json);

}  // namespace genkan::host
