#include "credential-provider/self_check.h"

#include <string>

#include "credential-provider/credential_protection.h"
#include "credential-provider/kerb_blob.h"
#include "credential-provider/lsa_package.h"
#include "credential-provider/provider.h"
#include "credential-provider/texts_win.h"
#include "credential-provider/win_support.h"

namespace genkan::provider {
namespace {

HRESULT failAs(const char* what) {
  reportOnce(EVENTLOG_ERROR_TYPE, eventProvider, std::string("Self-test of the Genkan provider failed: ") + what);
  return E_FAIL;
}

bool textsAreThere() {
  for (const logon::Language language : {logon::Language::japanese, logon::Language::english}) {
    for (const logon::FieldRow& row : logon::fieldTable) {
      if (row.label != logon::Text::none && load(row.label, language).empty()) return false;
    }
    if (load(logon::Text::refused, language).empty() || load(logon::Text::checkingCode, language).empty()) return false;
  }
  return true;
}

bool packs() {
  const std::optional<logon::Blob> blob = logon::packLogon(logon::kerbInteractiveLogon, u"PC", u"人", u"example only");
  const std::optional<logon::KerbLogon> read = blob ? logon::unpackLogon(blob->data(), blob->size()) : std::nullopt;
  return read && read->domain == u"PC" && read->user == u"人" && read->password.view() == u"example only";
}

// Every logon needs this one; only what came by remote desktop needs the way back, and that may ask for a password.
bool protects() {
  constexpr std::u16string_view plain = u"example only";
  const std::optional<logon::Secret> hidden = protect(plain);
  if (!hidden) return false;
  const std::optional<logon::Secret> shown = unprotect(hidden->view());
  if (!shown) reportOnce(EVENTLOG_WARNING_TYPE, eventProvider, "Passwords of remote connections cannot be read on this PC; they will be asked for again");
  return !shown || shown->view() == plain;
}

// LogonUI need not call Connect first.
bool submitsNothing(ICredentialProviderCredential& tile) {
  CREDENTIAL_PROVIDER_GET_SERIALIZATION_RESPONSE response = CPGSR_RETURN_CREDENTIAL_FINISHED;
  CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION serialization{};
  LPWSTR text = nullptr;
  CREDENTIAL_PROVIDER_STATUS_ICON icon = CPSI_NONE;
  const HRESULT result = tile.GetSerialization(&response, &serialization, &text, &icon);
  const bool said = text != nullptr;
  CoTaskMemFree(text);
  return result == S_OK && response == CPGSR_NO_CREDENTIAL_NOT_FINISHED && said;
}

bool readDescriptor(Provider& provider, DWORD index) {
  CREDENTIAL_PROVIDER_FIELD_DESCRIPTOR* descriptor = nullptr;
  if (FAILED(provider.GetFieldDescriptorAt(index, &descriptor)) || descriptor == nullptr) return false;
  CoTaskMemFree(descriptor->pszLabel);
  CoTaskMemFree(descriptor);
  return true;
}

bool readTile(Provider& provider, DWORD index, DWORD fields) {
  ICredentialProviderCredential* raw = nullptr;
  if (FAILED(provider.GetCredentialAt(index, &raw)) || raw == nullptr) return false;
  const auto tile = ComPointer<ICredentialProviderCredential>::adopt(raw);
  for (DWORD field = 0; field < fields; ++field) {
    CREDENTIAL_PROVIDER_FIELD_STATE state;
    CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE interactive;
    if (FAILED(tile->GetFieldState(field, &state, &interactive))) return false;
  }
  return submitsNothing(*tile.get());
}

HRESULT playLogon(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario) {
  const auto provider = ComPointer<Provider>::adopt(new Provider());
  if (FAILED(provider->SetUsageScenario(scenario, 0))) return failAs("scenario");
  if (FAILED(provider->SetUserArray(nullptr))) return failAs("empty user list");
  DWORD fields = 0;
  if (FAILED(provider->GetFieldDescriptorCount(&fields)) || fields != logon::fieldCount) return failAs("fields");
  for (DWORD field = 0; field < fields; ++field) {
    if (!readDescriptor(*provider.get(), field)) return failAs("field descriptor");
  }
  DWORD count = 0;
  DWORD chosen = 0;
  BOOL automatic = TRUE;
  if (FAILED(provider->GetCredentialCount(&count, &chosen, &automatic)) || count == 0 || automatic) return failAs("tiles");
  for (DWORD index = 0; index < count; ++index) {
    if (!readTile(*provider.get(), index, fields)) return failAs("tile");
  }
  return S_OK;
}

HRESULT test() {
  if (!textsAreThere()) return failAs("texts");
  if (!packs()) return failAs("packing");
  if (!protects()) return failAs("protection of the password");
  ULONG package = 0;
  if (FAILED(negotiatePackage(&package))) return failAs("the package Negotiate cannot be found");
  const HRESULT logon = playLogon(CPUS_LOGON);
  return FAILED(logon) ? logon : playLogon(CPUS_UNLOCK_WORKSTATION);
}

}  // namespace

HRESULT runSelfTest() noexcept {
  // Nothing is written: a new DLL that fails must not take the place of one that has passed.
  return entry([]() -> HRESULT { return test(); });
}

}  // namespace genkan::provider
