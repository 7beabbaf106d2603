#include "host/arguments.h"

#include "wire/host_line.h"

namespace genkan::host {

namespace {

const std::map<std::string, std::set<std::string>>& optionsOfCommands() {
  static const std::map<std::string, std::set<std::string>> all{
      {"install", {}},
      {"uninstall", {}},
      {"configure", {"server", "proxy", "ca-file", "enrolment-token", "enrolment-token-file", "pc-name"}},
      {"start", {}},
      {"stop", {}},
      {"register-provider", {}},
      {"unregister-provider", {}},
      {"safe-mode", {}},
      {"drain", {"seconds"}},
      {"remove-data", {}},
      {"status", {}},
      {"self-test", {}},
  };
  return all;
}

std::size_t valuesOf(const std::string& command) { return command == "register-provider" || command == "safe-mode" ? 1 : 0; }

}  // namespace

std::optional<Arguments> readArguments(const std::vector<std::string>& words, std::string& problem) {
  Arguments read;
  if (words.empty()) return read;
  read.command = words[0];
  const auto known = optionsOfCommands().find(read.command);
  if (known == optionsOfCommands().end()) {
    problem = "There is no such command.";
    return std::nullopt;
  }
  for (std::size_t at = 1; at < words.size(); ++at) {
    const std::string& word = words[at];
    if (word.compare(0, 2, "--") != 0) {
      read.values.push_back(word);
      continue;
    }
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
    if (known->second.count(name) == 0) {
      problem = "The command does not know the option --" + name.substr(0, 32) + ".";
      return std::nullopt;
    }
    if (equals == std::string::npos && at + 1 == words.size()) {
      problem = "The option --" + name + " needs a value.";
      return std::nullopt;
    }
    const std::string value = equals == std::string::npos ? words[++at] : word.substr(equals + 1);
    if (!read.options.emplace(name, value).second) {
      problem = "The option --" + name + " is given twice.";
      return std::nullopt;
    }
  }
  if (read.values.size() != valuesOf(read.command)) {
    problem = "The command takes " + std::to_string(valuesOf(read.command)) + " values.";
    return std::nullopt;
  }
  return read;
}

std::optional<unsigned> readSeconds(const std::string& text) {
  const auto seconds = wire::parseNumber(text);
  return seconds && *seconds <= 600 ? std::optional(static_cast<unsigned>(*seconds)) : std::nullopt;
}

}  // namespace genkan::host
