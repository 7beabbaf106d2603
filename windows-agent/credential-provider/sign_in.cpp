#include "credential-provider/sign_in.h"

#include "credential-provider/utf16.h"
#include "wire/wipe.h"

namespace genkan::logon {
namespace {

void addText(wire::JsonObject& object, const char* name, std::string_view value) { object.add(name, wire::JsonValue(std::string(value))); }

// The object owns and wipes the text. False for text that Windows should not have let through.
bool addWide(wire::JsonObject& object, const char* name, std::u16string_view value) {
  std::optional<std::string> text = toUtf8(value);
  if (!text) return false;
  const wire::WipeAtEnd<char> wipeText(*text);
  return object.add(name, wire::JsonValue(*text));
}

}  // namespace

// Ends when the person or the time does.
class Within final : public Progress {
 public:
  Within(Machine& machine, Milliseconds budget, Progress& person) : machine_(machine), end_(machine.now() + budget), person_(person) {}
  bool goesOn() override {
    if (machine_.now() >= end_) timeIsUp_ = true;
    return !timeIsUp_ && person_.goesOn();
  }
  void say(Text text, Language language) override { person_.say(text, language); }
  bool timeIsUp() const { return timeIsUp_; }

 private:
  Machine& machine_;
  const Milliseconds end_;
  Progress& person_;
  bool timeIsUp_ = false;
};

// One run of Connect: one connection, opened when it is first needed.
class SignIn::Round final {
 public:
  Round(SignIn& owner, Tile& tile, Progress& progress) : owner_(owner), tile_(tile), progress_(progress), talk_(owner.broker_, owner.machine_, progress) {}

  Task step(Task task) {
    switch (task) {
      case Task::resolveAccount: return resolveAccount();
      case Task::askMethods: return askMethods();
      case Task::checkCode: return checkCode();
      case Task::releasePassword: return releasePassword();
      case Task::provePassword: return provePassword();
      case Task::startRegistration: return startRegistration();
      case Task::confirmRegistration: return confirmRegistration();
      default: return task;
    }
  }

 private:
  Milliseconds now() { return owner_.machine_.now(); }

  // Nullopt for an answer; else the task that follows from there being none.
  std::optional<Task> silence(Heard heard) {
    switch (heard) {
      case Heard::answer: return std::nullopt;
      case Heard::starting: return tile_.onAway(true);
      case Heard::cancelled: return tile_.onCancelled();
      case Heard::unavailable: break;
    }
    return tile_.onAway(false);
  }

  Task resolveAccount() {
    FoundAccount found = owner_.machine_.findAccount(tile_.userName(), progress_);
    if (!progress_.goesOn()) return tile_.onCancelled();
    return tile_.onAccount(found.lookup, std::move(found.sid), std::move(found.qualifiedName));
  }

  Task askMethods() {
    progress_.say(Text::connecting, tile_.language());
    if (!line_) {
      if (const std::optional<Heard> why = talk_.open(line_)) return *silence(*why);
    }
    scenario_ = scenarioFor(owner_.machine_.session(), tile_.account().sid);
    const MethodsAnswer answer = talk_.askMethods(*line_, tile_.account().sid, scenario_);
    if (const std::optional<Task> next = silence(answer.heard)) return *next;
    return tile_.onMethods(answer.methods, now());
  }

  Task checkCode() {
    std::string code = tile_.codeToCheck().value_or(std::string());
    const wire::WipeAtEnd<char> wipeCode(code);
    if (code.empty() || !line_) return tile_.onVerdict(Verdict::unavailable, now());
    const bool breakGlass = tile_.chosen() == Alternative::breakGlass;
    progress_.say(breakGlass ? Text::checkingBreakGlass : Text::checkingCode, tile_.language());
    wire::JsonObject asked = question("check");
    addText(asked, "windowsSid", tile_.account().sid);
    addText(asked, "scenario", scenario_);
    addText(asked, "factors", wordOf(*tile_.chosen()));
    addText(asked, "code", code);
    // Without a server the PC itself reports who used it.
    if (breakGlass) addWide(asked, "windowsAccount", tile_.account().qualifiedName);
    const Answer answer = talk_.ask(*line_, std::move(asked), callDeadline, &checkId_);
    if (answer.heard == Heard::cancelled) return tile_.onCancelled();
    if (answer.is("verdict") && answer.text("outcome") == "accepted") return tile_.onVerdict(Verdict::accepted, now());
    const bool refused = answer.is("verdict") && answer.text("outcome") == "refused";
    return tile_.onVerdict(refused ? Verdict::refused : Verdict::unavailable, now());
  }

  Task releasePassword() {
    wire::JsonObject asked = question("host-vault-release");
    addText(asked, "windowsSid", tile_.account().sid);
    addText(asked, "checkId", checkId_);
    const Answer answer = talk_.ask(*line_, std::move(asked));
    if (answer.heard == Heard::cancelled) return tile_.onCancelled();
    if (!answer.is("host-vault-password")) return tile_.onReleased(std::nullopt, now());
    return tile_.onReleased(toSecret(answer.text("password")), now());
  }

  Task provePassword() {
    progress_.say(Text::registering, tile_.language());
    owner_.forget();
    std::unique_ptr<BrokerLine> line;
    if (const std::optional<Heard> why = talk_.open(line)) return *silence(*why);
    wire::JsonObject asked = question("host-prove");
    addText(asked, "windowsSid", tile_.account().sid);
    if (!addWide(asked, "windowsAccount", tile_.account().qualifiedName)) return tile_.onProof(Verdict::unavailable);
    if (!addWide(asked, "password", tile_.password())) return tile_.onProof(Verdict::refused);
    const Answer answer = talk_.ask(*line, std::move(asked));
    if (const std::optional<Task> next = silence(answer.heard)) return *next;
    if (answer.is("host-proved")) {
      owner_.proven_ = std::move(line);
      return tile_.onProof(Verdict::accepted);
    }
    const std::string_view why = answer.text("message");
    const bool refused = answer.is("host-refused") && (why == "password-wrong" || why == "too-many");
    return tile_.onProof(refused ? Verdict::refused : Verdict::unavailable);
  }

  Task startRegistration() {
    const Answer answer = talk_.ask(*owner_.proven_, question("otp-registration-start"));
    if (answer.heard == Heard::cancelled) return tile_.onCancelled();
    std::optional<RegistrationOffer> offer = readOffer(answer);
    if (!offer) owner_.forget();
    return tile_.onOffer(std::move(offer));
  }

  Task confirmRegistration() {
    const std::optional<std::string> code = readCode(tile_.code());
    if (!owner_.proven_ || !code) return tile_.onConfirmation(Confirmation::ended);
    progress_.say(Text::registering, tile_.language());
    wire::JsonObject asked = question("otp-registration-confirm");
    addText(asked, "registrationId", tile_.offer().registrationId);
    addText(asked, "code", *code);
    const Answer answer = talk_.ask(*owner_.proven_, std::move(asked));
    if (answer.is("refused") && answer.text("message") == "registration-code-refused") return tile_.onConfirmation(Confirmation::wrongCode);
    owner_.forget();
    if (answer.heard == Heard::cancelled) return tile_.onCancelled();
    if (answer.is("otp-confirmed")) return tile_.onConfirmation(Confirmation::confirmed);
    return tile_.onConfirmation(answer.is("refused") ? Confirmation::ended : Confirmation::unavailable);
  }

  SignIn& owner_;
  Tile& tile_;
  Progress& progress_;
  BrokerTalk talk_;
  std::unique_ptr<BrokerLine> line_;
  std::string scenario_;
  std::string checkId_;
};

Task SignIn::run(Tile& tile, Task first, Progress& progress) {
  Round round(*this, tile, progress);
  Task task = first;
  while (!endsConnect(task)) task = round.step(task);
  if (tile.phase() != Phase::registrationCode) forget();
  return task;
}

Task SignIn::runWithin(Milliseconds budget, Tile& tile, Task first, Progress& progress) {
  Within within(machine_, budget, progress);
  const Task task = run(tile, first, within);
  // Time that is up was nobody's wish: it needs a word.
  return task == Task::askPerson && within.timeIsUp() ? tile.onAway(false) : task;
}

void SignIn::stagePassword(const TileAccount& account, std::u16string_view password) {
  Patient silent;
  BrokerTalk talk(broker_, machine_, silent);
  std::unique_ptr<BrokerLine> line;
  wire::JsonObject asked = question("host-vault-stage");
  addText(asked, "windowsSid", account.sid);
  if (!addWide(asked, "windowsAccount", account.qualifiedName) || !addWide(asked, "password", password)) return;
  if (!talk.open(line)) talk.ask(*line, std::move(asked), reportDeadline);
}

void SignIn::markStale(const TileAccount& account) {
  Patient silent;
  BrokerTalk talk(broker_, machine_, silent);
  std::unique_ptr<BrokerLine> line;
  wire::JsonObject asked = question("host-vault-stale");
  addText(asked, "windowsSid", account.sid);
  if (!talk.open(line)) talk.ask(*line, std::move(asked), reportDeadline);
}

}  // namespace genkan::logon
