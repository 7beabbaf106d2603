#include <windows.h>

#include <algorithm>
#include <string>

#include "host/agent_settings.h"
#include "host/commands.h"
#include "host/data_folder.h"
#include "host/files.h"
#include "host/places.h"
#include "host/service_log.h"
#include "host/wide.h"
#include "wire/wipe.h"

namespace genkan::host {

namespace {

std::optional<std::string> option(const Arguments& arguments, const char* name) {
  const auto place = arguments.options.find(name);
  return place == arguments.options.end() ? std::nullopt : std::optional(place->second);
}

std::string trimmed(std::string text) {
  const auto isSpace = [](char c) { return c == ' ' || c == '\r' || c == '\n' || c == '\t'; };
  while (!text.empty() && isSpace(text.back())) text.pop_back();
  text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), isSpace));
  return text;
}

// False with `problem` filled in. No token given is no problem.
bool readToken(const Arguments& arguments, std::string& token, std::string& problem) {
  const auto given = option(arguments, "enrolment-token");
  const auto file = option(arguments, "enrolment-token-file");
  if (given && file) {
    problem = "Give --enrolment-token or --enrolment-token-file, not both.";
  } else if (given) {
    token = trimmed(*given);
  } else if (file) {
    auto bytes = readFile(toWide(*file), 4096);
    if (!bytes) problem = "The enrolment token file cannot be read.";
    token = trimmed(bytes.value_or(""));
    if (bytes) wire::wipe(*bytes);
  }
  if (problem.empty() && (given || file) && !isEnrolmentToken(token)) problem = "The enrolment token is none.";
  return problem.empty();
}

// The certificate is copied: the file that was named may be on a stick.
bool copyCertificates(const Arguments& arguments, SettingsChange& change, std::string& problem) {
  const auto file = option(arguments, "ca-file");
  if (!file) return true;
  const auto bytes = readFile(toWide(*file), 1024 * 1024);
  if (!bytes || bytes->find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    problem = "The CA file cannot be read or holds no certificate in PEM.";
    return false;
  }
  const std::wstring copy = dataFile(L"server-ca.pem");
  if (!replaceFile(copy, *bytes)) {
    problem = "The CA file cannot be copied.";
    return false;
  }
  change.caFile = toUtf8(copy);
  return true;
}

}  // namespace

int configureAgent(const Arguments& arguments) {
  if (const auto problem = protectDataFolder()) return say("configure: the data folder is not safe: " + *problem, 1);
  const std::wstring settingsFile = dataFile(L"agent.json");
  const std::wstring tokenFile = dataFile(L"enrolment-token");
  SettingsChange change;
  change.server = option(arguments, "server");
  change.proxy = option(arguments, "proxy");
  change.pcName = option(arguments, "pc-name");
  change.dataFolder = toUtf8(dataFolder());
  change.enrolmentTokenFile = toUtf8(tokenFile);
  std::string token;
  std::string problem;
  const wire::WipeAtEnd wiped(token);
  if (!readToken(arguments, token, problem)) return say("configure: " + problem, 2);
  const bool exists = fileExists(settingsFile);
  const auto before = exists ? readFile(settingsFile, 64 * 1024) : std::optional<std::string>("");
  if (!before || (exists && before->empty())) return say("configure: the settings that are there cannot be read", 1);
  // Judged before anything is written.
  if (!changeSettings(*before, change, problem)) return say("configure: " + problem, 2);
  if (!copyCertificates(arguments, change, problem)) return say("configure: " + problem, 2);
  const auto settings = changeSettings(*before, change, problem);
  if (!settings) return say("configure: " + problem, 2);
  if (!token.empty() && !replaceFile(tokenFile, token)) return say(withError("configure: the enrolment token cannot be written", GetLastError()), 1);
  if (!replaceFile(settingsFile, *settings)) return say(withError("configure: the settings cannot be written", GetLastError()), 1);
  report(LogLevel::info, EventId::settingsChanged, "The settings of the agent were changed");
  return say("configure: done", 0);
}

}  // namespace genkan::host
