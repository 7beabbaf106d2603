// agent.json, the settings of the agent. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace genkan::host {

struct SettingsChange {
  std::optional<std::string> server;
  std::optional<std::string> proxy;
  std::optional<std::string> caFile;
  std::optional<std::string> pcName;
  std::string dataFolder;          // always set
  std::string enrolmentTokenFile;  // always set
};

// The new file; settings that are not given stay. `before` is empty where there is no file.
// Nullopt with `problem` filled in (never a value).
std::optional<std::string> changeSettings(std::string_view before, const SettingsChange& change, std::string& problem);

// Tokens are printable ASCII without spaces, 8 to 512 characters.
bool isEnrolmentToken(std::string_view text) noexcept;

}  // namespace genkan::host
