#include "credential-provider/broker_talk.h"

#include <algorithm>

#include "wire/json_reader.h"
#include "wire/json_writer.h"

namespace genkan::logon {
namespace {

constexpr std::int64_t messageVersion = 1;

// Base32 in groups of four, as authenticator apps show it.
std::string grouped(std::string_view key) {
  std::string out;
  out.reserve(key.size() + key.size() / 4 + 1);
  for (std::size_t at = 0; at < key.size(); ++at) {
    if (at > 0 && at % 4 == 0) out.push_back(' ');
    out.push_back(key[at]);
  }
  return out;
}

bool isPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace

bool Answer::is(std::string_view type) const { return heard == Heard::answer && text("t") == type; }

std::string_view Answer::text(std::string_view name) const {
  const std::string* found = fields.text(name);
  return found == nullptr ? std::string_view() : std::string_view(*found);
}

wire::JsonObject question(std::string_view type) {
  wire::JsonObject object;
  object.add("t", wire::JsonValue(std::string(type)));
  return object;
}

std::optional<Heard> BrokerTalk::open(std::unique_ptr<BrokerLine>& line) {
  switch (broker_.open(line, progress_)) {
    case LineResult::ok: return std::nullopt;
    case LineResult::cancelled: return Heard::cancelled;
    case LineResult::absent: return broker_.isStarting() ? Heard::starting : Heard::unavailable;
    default: return Heard::unavailable;
  }
}

Answer BrokerTalk::exchange(BrokerLine& line, wire::JsonObject& question, Milliseconds deadline, std::string& id) {
  Answer answer;
  id = machine_.newId();
  question.set("v", wire::JsonValue(messageVersion));
  question.set("id", wire::JsonValue(id));
  std::string sent = wire::writeFlatJson(question);
  std::string got;
  const wire::WipeAtEnd<char> wipeSent(sent);
  const wire::WipeAtEnd<char> wipeGot(got);
  const LineResult result = line.exchange(sent, got, deadline, progress_);
  if (result == LineResult::cancelled) answer.heard = Heard::cancelled;
  if (result != LineResult::ok) return answer;
  std::optional<wire::JsonObject> fields = wire::readFlatJson(got);
  if (!fields || fields->number("v") != messageVersion) return answer;
  const std::string* same = fields->text("id");
  if (same == nullptr || *same != id) return answer;
  answer.fields = std::move(*fields);
  answer.heard = Heard::answer;
  return answer;
}

Heard BrokerTalk::whyAway(BrokerLine& line) {
  wire::JsonObject asked = question("host-status");
  std::string id;
  const Answer answer = exchange(line, asked, callDeadline, id);
  if (answer.heard == Heard::cancelled) return answer.heard;
  return answer.is("host-status") && answer.text("agent") == "starting" ? Heard::starting : Heard::unavailable;
}

Answer BrokerTalk::ask(BrokerLine& line, wire::JsonObject asked, Milliseconds deadline, std::string* idOut) {
  std::string id;
  Answer answer = exchange(line, asked, deadline, id);
  if (idOut != nullptr) *idOut = id;
  if (answer.is("error")) answer.heard = answer.text("message") == "agent-away" ? whyAway(line) : Heard::unavailable;
  return answer;
}

MethodsAnswer BrokerTalk::askMethods(BrokerLine& line, std::string_view windowsSid, std::string_view scenario) {
  wire::JsonObject asked = question("methods");
  asked.add("windowsSid", wire::JsonValue(std::string(windowsSid)));
  asked.add("scenario", wire::JsonValue(std::string(scenario)));
  const Answer answer = ask(line, std::move(asked));
  if (answer.heard != Heard::answer) return {answer.heard, {}};
  std::optional<Methods> methods = readMethods(answer);
  if (!methods) return {};
  const auto& all = methods->alternatives;
  if (std::find(all.begin(), all.end(), Alternative::otp) != all.end()) {
    wire::JsonObject kept = question("host-vault-state");
    kept.add("windowsSid", wire::JsonValue(std::string(windowsSid)));
    const Answer vault = ask(line, std::move(kept));
    if (vault.heard == Heard::cancelled) return {Heard::cancelled, {}};
    methods->vault = readVault(vault);
  }
  return {Heard::answer, std::move(*methods)};
}

std::optional<Methods> readMethods(const Answer& answer) {
  const std::optional<bool> linked = answer.fields.flag("linked");
  const std::string_view language = answer.text("language");
  const std::string* words = answer.fields.text("alternatives");
  if (!answer.is("methods") || !linked || words == nullptr || (language != "ja" && language != "en")) return std::nullopt;
  std::optional<std::vector<Alternative>> alternatives = parseAlternatives(*words);
  if (!alternatives) return std::nullopt;
  Methods methods;
  methods.alternatives = std::move(*alternatives);
  methods.linked = *linked;
  methods.language = language == "ja" ? Language::japanese : Language::english;
  const std::string_view message = answer.text("message");
  if (message == "otp-not-registered") methods.note = MethodsNote::otpNotRegistered;
  if (message == "policy-missing") methods.note = MethodsNote::policyMissing;
  if (message == "logon-refused") methods.note = MethodsNote::refused;
  return methods;
}

Vault readVault(const Answer& answer) {
  if (!answer.is("host-vault-state")) return Vault::none;
  if (answer.text("state") == "kept") return Vault::kept;
  return answer.text("state") == "stale" ? Vault::stale : Vault::none;
}

std::optional<RegistrationOffer> readOffer(const Answer& answer) {
  const std::optional<std::int64_t> size = answer.fields.number("qrSize");
  if (!answer.is("otp-offer") || !size) return std::nullopt;
  RegistrationOffer offer;
  offer.registrationId = answer.text("registrationId");
  offer.qr = answer.text("qr");
  offer.qrSize = *size;
  const std::string_view key = answer.text("secret");
  if (offer.registrationId.empty() || key.empty() || key.size() > 256 || !isPrintable(key)) return std::nullopt;
  offer.key = grouped(key);
  return offer;
}

}  // namespace genkan::logon
