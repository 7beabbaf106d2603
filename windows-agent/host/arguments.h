// Command line of genkan-host.exe. Pure.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace genkan::host {

struct Arguments {
  std::string command;
  std::vector<std::string> values;             // without a name, in order
  std::map<std::string, std::string> options;  // `--name value` and `--name=value`, without the dashes
};

// Nullopt with `problem` filled in: an unknown option, one without a value, one given twice.
// Values are never part of the problem: one may be a token.
std::optional<Arguments> readArguments(const std::vector<std::string>& words, std::string& problem);

// Seconds of `--seconds`, 0 to 600.
std::optional<unsigned> readSeconds(const std::string& text);

}  // namespace genkan::host
