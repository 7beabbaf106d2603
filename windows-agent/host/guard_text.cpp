#include "host/guard_text.h"

#include "wire/json_reader.h"

namespace genkan::host {

std::optional<Guard> readGuard(std::string_view json) {
  const auto read = wire::readFlatJson(json);
  if (!read || read->entries().size() != 3) return std::nullopt;
  const auto enforce = read->flag("enforce");
  const auto keep = read->flag("keepPasswords");
  const auto keepAdministrators = read->flag("keepAdministratorPasswords");
  if (!enforce || !keep || !keepAdministrators) return std::nullopt;
  return Guard{*enforce, *keep, *keepAdministrators};
}

}  // namespace genkan::host
