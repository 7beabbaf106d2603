// From the person's submit to a packed credential, one answer after the other.
#include "credential-provider/tile.h"

namespace genkan::logon {

Task Tile::askPerson(Text text, Icon icon) {
  status_ = {text, icon};
  return Task::askPerson;
}

// Back to a clean first step: a second step left over from a failure could lock the account.
Task Tile::startOver(Text text, Icon icon) {
  wipeInputs();
  endRegistration();
  codeAcceptedAt_.reset();
  submitAgainAt_.reset();
  notice_ = Text::none;
  if (!methods_) {
    phase_ = Phase::waiting;
  } else if (!methods_->alternatives.empty()) {
    phase_ = Phase::factors;
  } else {
    phase_ = methods_->note == MethodsNote::otpNotRegistered && methods_->linked ? Phase::registrationPassword : Phase::noWayIn;
  }
  return askPerson(text, icon);
}

Task Tile::submit(Milliseconds now) {
  const bool forgotten = forgetStale(now);
  status_ = {};
  if (forgotten) return askPerson(Text::expiredInput, Icon::warning);
  switch (phase_) {
    case Phase::registrationCode:
      if (readCode(code_.view())) return Task::confirmRegistration;
      empty(Field::codeFirst);
      return askPerson(Text::codeForm, Icon::warning);
    case Phase::changePassword:
      if (firstMissing()) return askPerson(Text::emptyInput, Icon::warning);
      if (newPassword_.view() == newPasswordAgain_.view()) return Task::packPasswordChange;
      empty(Field::newPassword);
      empty(Field::newPasswordAgain);
      return askPerson(Text::passwordsDiffer, Icon::warning);
    case Phase::passwordAfterCode:
      if (!hasSpentBreakGlass(now)) break;
      return firstMissing() ? askPerson(Text::emptyInput, Icon::warning) : ready();
    default: break;
  }
  if (account_.isOther) {
    if (userName_.empty()) return askPerson(Text::askUserName, Icon::warning);
    // For a name alone nobody is told anything, not even whether there is such a person.
    if (password_.empty() && code_.empty()) return askPerson(Text::emptyInput, Icon::warning);
    if (account_.sid.empty() || userName_ != resolvedName_) return Task::resolveAccount;
  }
  return Task::askMethods;
}

Task Tile::onAccount(AccountLookup lookup, std::string sid, std::u16string qualifiedName) {
  switch (lookup) {
    case AccountLookup::found:
      account_.sid = std::move(sid);
      account_.qualifiedName = std::move(qualifiedName);
      resolvedName_ = userName_;
      unknown_ = false;
      return Task::askMethods;
    case AccountLookup::unknown:
      // The same steps and the same words as for an account that is tied to nobody.
      account_.sid = nobodySid;
      account_.qualifiedName.clear();
      resolvedName_.clear();
      unknown_ = true;
      return Task::askMethods;
    case AccountLookup::unavailable: break;
  }
  return startOver(Text::unavailable, Icon::error);
}

Task Tile::onMethods(const Methods& methods, Milliseconds now) {
  now_ = now;
  const bool wasAsking = phase_ == Phase::factors || phase_ == Phase::passwordAfterCode;
  const std::optional<Alternative> before = chosen();
  adopt(methods);
  const bool sameFields = wasAsking && before == chosen();
  // A code stands for the alternative that it was accepted for.
  if (before != chosen()) codeAcceptedAt_.reset();
  return afterMethods(sameFields, now);
}

Task Tile::afterMethods(bool sameFields, Milliseconds now) {
  if (methods_->alternatives.empty()) {
    if (methods_->note == MethodsNote::otpNotRegistered && methods_->linked) return registrationStep();
    phase_ = Phase::noWayIn;
    const bool unknown = methods_->note == MethodsNote::policyMissing;
    return startOver(unknown ? Text::unavailable : Text::refused, Icon::error);
  }
  const bool waited = phase_ == Phase::passwordAfterCode;
  const bool codeAccepted = waited && hasAcceptedCode(now);
  if (!codeAccepted) {
    codeAcceptedAt_.reset();
    phase_ = Phase::factors;
  }
  if (waited && !codeAccepted) return startOver(Text::expiredInput, Icon::warning);
  notice_ = Text::none;
  // Fields that have only just appeared speak for themselves.
  if (firstMissing()) return sameFields ? askPerson(Text::emptyInput, Icon::warning) : askPerson(Text::none, Icon::none);
  if (unknown_) return startOver(Text::refused, Icon::error);
  if (codeAccepted || !asksCode(*chosen())) return ready();
  std::optional<std::string> code = codeToCheck();
  if (code) {
    wire::wipe(*code);
    return Task::checkCode;
  }
  emptyCodes();
  return askPerson(*chosen() == Alternative::breakGlass ? Text::breakGlassForm : Text::codeForm, Icon::warning);
}

void Tile::emptyCodes() noexcept {
  empty(Field::codeFirst);
  empty(Field::codeSecond);
  empty(Field::breakGlassCode);
}

Task Tile::registrationStep() {
  phase_ = Phase::registrationPassword;
  empty(Field::codeFirst);
  if (!password_.empty()) return Task::provePassword;
  return askPerson(Text::none, Icon::none);
}

Task Tile::onVerdict(Verdict verdict, Milliseconds now) {
  now_ = now;
  switch (verdict) {
    case Verdict::accepted: break;
    case Verdict::refused: return startOver(Text::refused, Icon::error);
    // Nobody knows whether the code was spent.
    case Verdict::unavailable: return startOver(Text::unavailable, Icon::error);
  }
  codeAcceptedAt_ = now;
  emptyCodes();
  if (password_.empty() && !asksPassword(*chosen())) return Task::releasePassword;
  return ready();
}

Task Tile::onReleased(std::optional<Secret> password, Milliseconds now) {
  now_ = now;
  if (password && !password->empty()) {
    password_.hold(std::move(*password), now);
    passwordSource_ = Source::released;
    return ready();
  }
  methods_->vault = Vault::none;
  phase_ = Phase::passwordAfterCode;
  return askPerson(Text::none, Icon::none);
}

Task Tile::ready() {
  status_ = {};
  return password_.empty() ? askPerson(Text::emptyInput, Icon::warning) : Task::packLogon;
}

Task Tile::onProof(Verdict proof) {
  switch (proof) {
    case Verdict::accepted: return Task::startRegistration;
    case Verdict::refused: return startOver(Text::refused, Icon::error);
    case Verdict::unavailable: break;
  }
  return startOver(Text::unavailable, Icon::error);
}

Task Tile::onOffer(std::optional<RegistrationOffer> offer) {
  if (!offer) return startOver(Text::unavailable, Icon::error);
  wipeInputs();
  offer_ = std::move(*offer);
  phase_ = Phase::registrationCode;
  return askPerson(Text::none, Icon::none);
}

Task Tile::onConfirmation(Confirmation confirmation) {
  switch (confirmation) {
    case Confirmation::confirmed:
      // The policy that knows of it has to be asked for; the confirming code is spent.
      methods_.reset();
      startOver(Text::registered, Icon::success);
      notice_ = Text::registered;
      return Task::askPerson;
    case Confirmation::wrongCode:
      empty(Field::codeFirst);
      return askPerson(Text::registrationCodeRefused, Icon::error);
    case Confirmation::ended:
    case Confirmation::unavailable: break;
  }
  return startOver(Text::unavailable, Icon::error);
}

Task Tile::onAway(bool starting) {
  away_ = starting ? Away::starting : Away::yes;
  if (!starting) return startOver(Text::unavailable, Icon::error);
  // Nothing was tried: what is typed may wait for the next submit, within its lifetime.
  return askPerson(Text::starting, Icon::warning);
}

Task Tile::onCancelled() { return startOver(Text::none, Icon::none); }

}  // namespace genkan::logon
