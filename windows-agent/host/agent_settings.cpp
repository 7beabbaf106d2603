#include "host/agent_settings.h"

#include "host/proxy_text.h"
#include "wire/json_reader.h"
#include "wire/json_writer.h"
#include "wire/utf8.h"

namespace genkan::host {

namespace {

bool startsWith(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

bool isPlain(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7F) return false;
  }
  return wire::isUtf8(text);
}

bool isAddress(std::string_view text, std::string_view scheme) {
  return text.size() <= 2048 && startsWith(text, scheme) && isPlain(text) && !hostOf(text).empty();
}

bool isProxy(std::string_view text) {
  return text == "none" || text == "system" || isAddress(text, "http://") || isAddress(text, "https://");
}

// 1 to 64 characters, as JavaScript counts them.
bool isPcName(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) return false;
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return units >= 1 && units <= 64 && wire::isUtf8(text);
}

}  // namespace

std::optional<std::string> changeSettings(std::string_view before, const SettingsChange& change, std::string& problem) {
  auto settings = before.empty() ? std::optional(wire::JsonObject()) : wire::readFlatJson(before);
  if (!settings) {
    problem = "The settings that are there (agent.json) cannot be read.";
  } else if (change.server && !isAddress(*change.server, "https://")) {
    problem = "--server must be an https address.";
  } else if (!change.server && settings->text("server") == nullptr) {
    problem = "--server is needed.";
  } else if (change.proxy && !isProxy(*change.proxy)) {
    problem = "--proxy must be none, system or an http address.";
  } else if (change.pcName && !isPcName(*change.pcName)) {
    problem = "--pc-name must have 1 to 64 characters.";
  }
  if (!problem.empty()) return std::nullopt;
  const auto set = [&settings](const char* name, const std::optional<std::string>& value) {
    return !value || settings->set(name, wire::JsonValue(*value));
  };
  if (!set("server", change.server) || !set("proxy", change.proxy) || !set("caFile", change.caFile) || !set("pcName", change.pcName) ||
      !set("dataFolder", change.dataFolder) || !set("enrolmentTokenFile", change.enrolmentTokenFile)) {
    problem = "The settings have too many entries.";
    return std::nullopt;
  }
  return wire::writeFlatJson(*settings) + "\n";
}

bool isEnrolmentToken(std::string_view text) noexcept {
  if (text.size() < 8 || text.size() > 512) return false;
  for (const char c : text) {
    if (c < 0x21 || c > 0x7E) return false;
  }
  return true;
}

}  // namespace genkan::host
