#include "tests/harness/commands.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "wire/json_writer.h"
#include "wire/wipe.h"

namespace genkan::harness {

namespace {

void put(Result& result, const char* name, const std::wstring& text) { result.set(name, wire::JsonValue(toUtf8(text))); }
void put(Result& result, const char* name, std::int64_t number) { result.set(name, wire::JsonValue(number)); }
void put(Result& result, const char* name, bool flag) { result.set(name, wire::JsonValue(flag)); }
void putHresult(Result& result, HRESULT value) { result.set("result", wire::JsonValue(hexResult(value))); }
std::int64_t micros(double milliseconds) { return static_cast<std::int64_t>(milliseconds * 1000.0); }

CREDENTIAL_PROVIDER_USAGE_SCENARIO scenarioOf(const std::string& word) {
  if (word == "logon") return CPUS_LOGON;
  if (word == "unlock") return CPUS_UNLOCK_WORKSTATION;
  if (word == "change") return CPUS_CHANGE_PASSWORD;
  if (word == "credui") return CPUS_CREDUI;
  return word == "plap" ? CPUS_PLAP : CPUS_INVALID;
}

const char* responseWord(CREDENTIAL_PROVIDER_GET_SERIALIZATION_RESPONSE response) {
  switch (response) {
    case CPGSR_NO_CREDENTIAL_NOT_FINISHED: return "not-finished";
    case CPGSR_NO_CREDENTIAL_FINISHED: return "no-credential";
    case CPGSR_RETURN_CREDENTIAL_FINISHED: return "credential";
    case CPGSR_RETURN_NO_CREDENTIAL_FINISHED: return "finished-without";
  }
  return "?";
}

const char* iconWord(CREDENTIAL_PROVIDER_STATUS_ICON icon) {
  constexpr const char* words[] = {"none", "error", "warning", "success"};
  return icon >= 0 && icon <= 3 ? words[icon] : "?";
}

std::string joined(const std::vector<std::wstring>& messages) {
  std::string all;
  for (const std::wstring& message : messages) all += (all.empty() ? "" : " / ") + toUtf8(message);
  return all;
}

}  // namespace

struct Commands {
  static bool users(Script& script, const Words& words, Result& result) {
    FakeUsers& array = script.array_;
    array.users.clear();
    array.fails = words.size() > 1 && words[1] == "error";
    const bool doubled = words.size() > 1 && words[1] == "doubled";
    for (std::size_t at = doubled ? 2 : 1; at < words.size(); ++at) {
      const std::size_t equals = words[at].find('=');
      if (equals == std::string::npos) continue;
      script.users_.push_back(std::make_unique<FakeUser>(toWide(words[at].substr(0, equals)), toWide(words[at].substr(equals + 1))));
      array.users.push_back(script.users_.back().get());
      if (doubled) array.users.push_back(script.users_.back().get());
    }
    putHresult(result, script.ui_.giveUsers(words.size() > 1 && words[1] == "null" ? nullptr : &array));
    return true;
  }

  static void count(Script& script, Result& result) {
    DWORD tiles = 0, chosen = 0;
    BOOL automatic = FALSE;
    putHresult(result, script.ui_.count(tiles, chosen, automatic));
    put(result, "tiles", static_cast<std::int64_t>(tiles));
    put(result, "default", chosen == CREDENTIAL_PROVIDER_NO_DEFAULT ? -1 : static_cast<std::int64_t>(chosen));
    put(result, "automatic", automatic != FALSE);
    std::string sids;
    for (DWORD index = 0; index < tiles; ++index) {
      std::wstring sid;
      script.ui_.userSid(index, sid);
      sids += (index == 0 ? "" : " ") + (sid.empty() ? std::string("-") : toUtf8(sid));
    }
    result.set("sids", wire::JsonValue(sids));
  }

  static void view(Script& script, Result& result) {
    std::string shown;
    for (DWORD index = 0; index < fieldCount; ++index) {
      const FakeScreen::Shown& field = script.ui_.screen().fields[index];
      if (field.state != CPFS_DISPLAY_IN_SELECTED_TILE && field.state != CPFS_DISPLAY_IN_BOTH) continue;
      shown += (shown.empty() ? "" : " ") + std::string(fieldNames[index]);
      if (field.interactive == CPFIS_FOCUSED) result.set("focus", fieldNames[index]);
      const bool isText = index == 3 || index == 5 || index == 13 || index == 14;
      if (isText) put(result, fieldNames[index], field.text);
      // Dots on the screen; never what they stand for.
      if ((index >= 7 && index <= 11) || index == 15) put(result, (std::string(fieldNames[index]) + "Length").c_str(), static_cast<std::int64_t>(field.text.size()));
      if (index == 6) put(result, "userName", field.text);
    }
    result.set("shown", wire::JsonValue(shown));
    const DWORD next = script.ui_.screen().submitNextTo;
    result.set("submitNextTo", next < fieldCount ? fieldNames[next] : "?");
  }

  static void describe(Script& script, Result& result) {
    for (DWORD index = 0; index < fieldCount; ++index) {
      CREDENTIAL_PROVIDER_FIELD_DESCRIPTOR* descriptor = nullptr;
      if (FAILED(script.ui_.describe(index, &descriptor)) || descriptor == nullptr) continue;
      put(result, fieldNames[index], std::to_wstring(descriptor->cpft) + L" " + (descriptor->pszLabel == nullptr ? L"" : descriptor->pszLabel));
      CoTaskMemFree(descriptor->pszLabel);
      CoTaskMemFree(descriptor);
    }
  }

  static void submit(Script& script, unsigned cancelAfter, Result& result) {
    const Submitted done = script.ui_.submit(cancelAfter);
    result.set("connect", wire::JsonValue(hexResult(done.connect)));
    result.set("response", responseWord(done.response));
    put(result, "text", done.text);
    result.set("icon", iconWord(done.icon));
    result.set("messages", wire::JsonValue(joined(done.messages)));
    put(result, "blobBytes", static_cast<std::int64_t>(script.ui_.blob().bytes.size()));
    put(result, "microseconds", micros(done.milliseconds));
    put(result, "serializationMicroseconds", micros(done.serializationMilliseconds));
  }

  static bool set(Script& script, const std::string& field, const std::string& text, Result& result) {
    const int index = fieldIndex(field, script.ui_.screen());
    if (index < 0) return false;
    std::wstring wide = toWide(text);
    putHresult(result, script.ui_.type(static_cast<DWORD>(index), wide));
    wire::wipe(wide);
    return true;
  }

  static void time(Script& script, unsigned rounds, const std::string& code, const std::string& password, Result& result) {
    std::vector<double> taken;
    int credentials = 0;
    for (unsigned round = 0; round < rounds; ++round) {
      Result unused;
      if (!code.empty()) set(script, "otp", code, unused);
      if (!password.empty()) set(script, "password", password, unused);
      const Submitted done = script.ui_.submit(0);
      taken.push_back(done.milliseconds);
      if (done.response == CPGSR_RETURN_CREDENTIAL_FINISHED) {
        ++credentials;
        script.ui_.report(0, 0);
      }
    }
    std::sort(taken.begin(), taken.end());
    put(result, "rounds", static_cast<std::int64_t>(taken.size()));
    put(result, "credentials", static_cast<std::int64_t>(credentials));
    if (taken.empty()) return;
    put(result, "p50Microseconds", micros(taken[taken.size() / 2]));
    put(result, "p99Microseconds", micros(taken[taken.size() * 99 / 100]));
    put(result, "maxMicroseconds", micros(taken.back()));
  }

  // From the creation of the provider to all fields of its first tile drawn.
  static void paint(Script& script, CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario, unsigned rounds, Result& result) {
    std::vector<double> taken;
    for (unsigned round = 0; round < rounds; ++round) {
      LARGE_INTEGER began, ended, frequency;
      QueryPerformanceFrequency(&frequency);
      QueryPerformanceCounter(&began);
      DWORD tiles = 0, chosen = 0;
      BOOL automatic = FALSE;
      if (FAILED(script.ui_.begin(scenario))) return;
      script.ui_.giveUsers(&script.array_);
      script.ui_.count(tiles, chosen, automatic);
      script.ui_.select(0, automatic);
      QueryPerformanceCounter(&ended);
      taken.push_back(1000.0 * static_cast<double>(ended.QuadPart - began.QuadPart) / static_cast<double>(frequency.QuadPart));
    }
    std::sort(taken.begin(), taken.end());
    put(result, "rounds", static_cast<std::int64_t>(taken.size()));
    put(result, "p50Microseconds", micros(taken[taken.size() / 2]));
    put(result, "maxMicroseconds", micros(taken.back()));
  }

  static bool expect(Script& script, const std::string& name, const std::string& wanted, Result& result) {
    const wire::JsonValue* found = script.last_.find(name);
    std::string seen = "(none)";
    if (found != nullptr) {
      if (const auto* text = std::get_if<std::string>(found)) seen = *text;
      if (const auto* number = std::get_if<std::int64_t>(found)) seen = std::to_string(*number);
      if (const auto* flag = std::get_if<bool>(found)) seen = *flag ? "true" : "false";
    }
    // "*part*" is contained.
    const bool part = wanted.size() >= 2 && wanted.front() == '*' && wanted.back() == '*';
    const bool same = part ? seen.find(wanted.substr(1, wanted.size() - 2)) != std::string::npos : seen == wanted;
    put(result, "ok", same);
    result.set("name", wire::JsonValue(name));
    if (!same) {
      result.set("saw", wire::JsonValue(seen));
      result.set("expected", wire::JsonValue(wanted));
      ++script.failures_;
    }
    return true;
  }

  static void unload(Script& script, Result& result) {
    script.ui_.leave();
    put(result, "referencesHeld", static_cast<std::int64_t>(script.ui_.heldByProvider()));
    put(result, "unloaded", script.source_.unload(3'000));
  }

  static bool remote(Script& script, const std::string& name, const std::string& password, bool throughFilter, Result& result);
  static bool filter(Script& script, const Words& words, Result& result);
  static void fuzz(Script& script, const std::string& account, unsigned rounds, Result& result);
  static bool onTile(Script& script, const Words& words, const std::string& rest, Result& result);
  static LogonUi& ui(Script& script) { return script.ui_; }
  static Source& source(Script& script) { return script.source_; }
};

namespace {

std::vector<BYTE> packed(const std::wstring& name, const std::wstring& password) { return packRemote(name, password); }

ULONG packageOfTests() { return 0x47656e6b; }

}  // namespace

bool Commands::remote(Script& script, const std::string& name, const std::string& password, bool throughFilter, Result& result) {
  std::vector<BYTE> bytes = packed(toWide(name), toWide(password));
  CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION in{packageOfTests(), providerClass, static_cast<ULONG>(bytes.size()), bytes.data()};
  CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION out{};
  if (throughFilter) {
    ICredentialProviderFilter* filter = nullptr;
    HRESULT made = source(script).create(filterClass, __uuidof(ICredentialProviderFilter), reinterpret_cast<void**>(&filter));
    if (FAILED(made)) return false;
    in.clsidCredentialProvider = GUID{0x60b78e88, 0xead8, 0x445c, {0x9c, 0xfd, 0x0b, 0x87, 0xf7, 0x4e, 0xa6, 0xcd}};
    const HRESULT updated = filter->UpdateRemoteCredential(&in, &out);
    filter->Release();
    result.set("updated", wire::JsonValue(hexResult(updated)));
    if (updated == S_OK) {
      put(result, "takenOver", out.clsidCredentialProvider == providerClass && out.cbSerialization == bytes.size() && out.rgbSerialization != bytes.data());
      putHresult(result, script.ui_.giveRemote(out));
      CoTaskMemFree(out.rgbSerialization);
    }
  } else {
    putHresult(result, script.ui_.giveRemote(in));
  }
  wire::wipeBytes(bytes.data(), bytes.size());
  return true;
}

bool Commands::filter(Script& script, const Words& words, Result& result) {
  ICredentialProviderFilter* filter = nullptr;
  const HRESULT made = source(script).create(filterClass, __uuidof(ICredentialProviderFilter), reinterpret_cast<void**>(&filter));
  if (FAILED(made)) {
    putHresult(result, made);
    return true;
  }
  // Password, PIN, Microsoft account, FIDO, ours; or those of the command.
  std::vector<std::string> names = {"{60B78E88-EAD8-445C-9CFD-0B87F74EA6CD}", "{D6886603-9D2F-4EB2-B667-1971041FA96B}", "{F8A0B131-5F68-486C-8040-7E8FC3C85BB6}",
                                    "{F8A1793B-7873-4046-B2A7-1F318747F427}", "{7C1B5E0A-6F5D-4D0B-9C39-2B7A4B0E61A1}"};
  if (words.size() > 2) names.assign(words.begin() + 2, words.end());
  std::vector<GUID> providers(names.size());
  std::vector<BOOL> allowed(names.size(), TRUE);
  for (std::size_t at = 0; at < names.size(); ++at) CLSIDFromString(toWide(names[at]).c_str(), &providers[at]);
  putHresult(result, filter->Filter(scenarioOf(words[1]), 0, providers.data(), allowed.data(), static_cast<DWORD>(providers.size())));
  std::string shown;
  for (std::size_t at = 0; at < names.size(); ++at) {
    if (allowed[at]) shown += (shown.empty() ? "" : " ") + names[at];
  }
  result.set("shown", wire::JsonValue(shown));
  put(result, "shownCount", static_cast<std::int64_t>(std::count(allowed.begin(), allowed.end(), TRUE)));
  filter->Release();
  return true;
}

// Good blobs of an account, changed at random, into SetSerialization; after every tenth the tiles must still come.
void Commands::fuzz(Script& script, const std::string& account, unsigned rounds, Result& result) {
  std::uint32_t state = 2463534242u;
  const auto random = [&state]() { return state ^= state << 13, state ^= state >> 17, state ^= state << 5; };
  unsigned taken = 0, counted = 0, placed = 0;
  bool tilesCame = true;
  for (unsigned round = 0; round < rounds; ++round) {
    std::vector<BYTE> bytes = packed(toWide(account), L"example");
    for (std::uint32_t change = random() % 8; change > 0; --change) bytes[random() % bytes.size()] = static_cast<BYTE>(random());
    if (random() % 4 == 0) bytes.resize(random() % (bytes.size() + 1));
    const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION in{packageOfTests(), providerClass, static_cast<ULONG>(bytes.size()), bytes.empty() ? nullptr : bytes.data()};
    if (script.ui_.giveRemote(in) == S_OK) ++taken;
    if (round % 10 != 0) continue;
    DWORD tiles = 0, chosen = CREDENTIAL_PROVIDER_NO_DEFAULT;
    BOOL automatic = FALSE;
    tilesCame = SUCCEEDED(script.ui_.count(tiles, chosen, automatic)) && tiles > 0 && tilesCame;
    ++counted;
    if (chosen != CREDENTIAL_PROVIDER_NO_DEFAULT) ++placed;
  }
  put(result, "rounds", static_cast<std::int64_t>(rounds));
  put(result, "taken", static_cast<std::int64_t>(taken));
  put(result, "counted", static_cast<std::int64_t>(counted));
  put(result, "placed", static_cast<std::int64_t>(placed));
  put(result, "tilesCame", tilesCame);
}

bool Commands::onTile(Script& script, const Words& words, const std::string& rest, Result& result) {
  LogonUi& ui = script.ui_;
  const std::string& name = words[0];
  const std::string first = words.size() > 1 ? words[1] : "";
  if (!ui.hasTile()) return false;
  if (name == "view") return view(script, result), true;
  if (name == "set") return words.size() >= 2 && set(script, first, rest, result);
  if (name == "click") return putHresult(result, ui.click(first == "startOver" ? 14 : 13)), true;
  if (name == "submit") return submit(script, first == "cancel" && words.size() > 2 ? static_cast<unsigned>(std::atoi(words[2].c_str())) : 0, result), true;
  if (name == "blob") return describeBlob(ui.blob(), result), true;
  if (name == "picture") return describePicture(ui.screen().picture, static_cast<unsigned>(std::atoi(first.c_str())), result), true;
  if (name == "deselect") return ui.deselect(), true;
  if (name == "unadvise") return ui.unadvise(), true;
  if (name == "crash") return ui.screen().crashes = true, true;
  if (name == "time" && words.size() >= 2) {
    return time(script, static_cast<unsigned>(std::atoi(first.c_str())), words.size() > 2 ? words[2] : "", words.size() > 3 ? words[3] : "", result), true;
  }
  if (name == "report" && words.size() >= 2) {
    const auto status = [](const std::string& text) { return static_cast<LONG>(std::strtoul(text.c_str(), nullptr, 16)); };
    const Reported done = ui.report(status(first), words.size() > 2 ? status(words[2]) : 0);
    putHresult(result, done.result);
    put(result, "text", done.text);
    result.set("icon", iconWord(done.icon));
    return true;
  }
  return false;
}

bool runCommand(Script& script, const Words& words, const std::string& rest, Result& result) {
  LogonUi& ui = Commands::ui(script);
  const std::string& name = words[0];
  const std::string first = words.size() > 1 ? words[1] : "";
  if (name == "expect") return words.size() >= 2 && Commands::expect(script, first, rest, result);
  if (name == "scenario") return putHresult(result, ui.begin(scenarioOf(first))), true;
  if (name == "filter") return words.size() >= 2 && Commands::filter(script, words, result);
  if (name == "sleep") return Sleep(static_cast<DWORD>(std::atoi(first.c_str()))), true;
  if (name == "unload") return Commands::unload(script, result), true;
  if (name == "paint") return Commands::paint(script, CPUS_LOGON, static_cast<unsigned>(std::max(1, std::atoi(first.c_str()))), result), true;
  if (!ui.hasProvider()) return false;
  if (name == "users") return Commands::users(script, words, result);
  if (name == "remote" || name == "remote-direct") return words.size() >= 2 && Commands::remote(script, first, rest, name == "remote", result);
  if (name == "fields") return Commands::describe(script, result), true;
  if (name == "count") return Commands::count(script, result), true;
  if (name == "fuzz-serialization" && words.size() == 3) return Commands::fuzz(script, first, static_cast<unsigned>(std::atoi(words[2].c_str())), result), true;
  if (name == "changed") return put(result, "changed", ui.waitForChange(static_cast<DWORD>(std::atoi(first.c_str())))), true;
  if (name == "show") return putHresult(result, ui.show(static_cast<DWORD>(std::atoi(first.c_str())))), true;
  if (name == "select") {
    BOOL automatic = FALSE;
    putHresult(result, ui.select(static_cast<DWORD>(std::atoi(first.c_str())), automatic));
    put(result, "automatic", automatic != FALSE);
    return true;
  }
  return Commands::onTile(script, words, rest, result);
}

}  // namespace genkan::harness
