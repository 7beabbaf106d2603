#include "credential-provider/serialize.h"

#include <ntsecapi.h>

#include <cstddef>

#include "credential-provider/credential_protection.h"
#include "credential-provider/identity.h"
#include "credential-provider/lsa_package.h"
#include "credential-provider/win_support.h"

namespace genkan::provider {
namespace {

// The portable layout is the one that this Windows has.
static_assert(sizeof(KERB_INTERACTIVE_UNLOCK_LOGON) == logon::kerbLogonSize);
static_assert(offsetof(KERB_INTERACTIVE_LOGON, LogonDomainName) == 8 && offsetof(KERB_INTERACTIVE_LOGON, UserName) == 24 &&
              offsetof(KERB_INTERACTIVE_LOGON, Password) == 40 && offsetof(KERB_INTERACTIVE_UNLOCK_LOGON, LogonId) == 56);
static_assert(sizeof(KERB_INTERACTIVE_LOGON) == logon::kerbInteractiveSize);
static_assert(sizeof(KERB_CHANGEPASSWORD_REQUEST) == logon::kerbChangeSize);
static_assert(offsetof(KERB_CHANGEPASSWORD_REQUEST, DomainName) == 8 && offsetof(KERB_CHANGEPASSWORD_REQUEST, NewPassword) == 56 &&
              offsetof(KERB_CHANGEPASSWORD_REQUEST, Impersonating) == 72);
static_assert(offsetof(UNICODE_STRING, MaximumLength) == 2 && offsetof(UNICODE_STRING, Buffer) == 8);
static_assert(KerbInteractiveLogon == logon::kerbInteractiveLogon && KerbWorkstationUnlockLogon == logon::kerbWorkstationUnlockLogon &&
              KerbChangePasswordMessage == logon::kerbChangePasswordMessage);

HRESULT handOver(const unsigned char* bytes, std::size_t size, ULONG package, CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* out) {
  auto* copy = static_cast<BYTE*>(CoTaskMemAlloc(size == 0 ? 1 : size));
  if (copy == nullptr) return E_OUTOFMEMORY;
  for (std::size_t at = 0; at < size; ++at) copy[at] = bytes[at];
  out->ulAuthenticationPackage = package;
  out->clsidCredentialProvider = providerClass;
  out->cbSerialization = static_cast<ULONG>(size);
  out->rgbSerialization = copy;
  return S_OK;
}

}  // namespace

HRESULT serializeLogon(const logon::LogonToPack& logonToPack, std::uint32_t messageType, CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* out) {
  ULONG package = 0;
  const HRESULT found = negotiatePackage(&package);
  if (FAILED(found)) {
    reportOnce(EVENTLOG_ERROR_TYPE, eventProvider, "The authentication package Negotiate cannot be found; nobody can log on by the Genkan tile");
    return found;
  }
  // Windows takes no ID provider's credential to unlock.
  if (logonToPack.isConnected && messageType == logon::kerbInteractiveLogon) {
    if (std::optional<std::vector<unsigned char>> packed = packConnectedAccount(logonToPack.qualifiedName, logonToPack.password.view())) {
      const HRESULT result = handOver(packed->data(), packed->size(), package, out);
      wire::wipeBytes(packed->data(), packed->size());
      return result;
    }
  }
  const std::optional<logon::Secret> password = protect(logonToPack.password.view());
  if (!password) return E_FAIL;
  const logon::SplitName name = logon::splitQualifiedName(logonToPack.qualifiedName);
  const std::optional<logon::Blob> blob = logon::packLogon(messageType, name.domain, name.user, password->view());
  return blob ? handOver(blob->data(), blob->size(), package, out) : E_INVALIDARG;
}

HRESULT serializeChange(const logon::ChangeToPack& change, CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* out) {
  ULONG package = 0;
  const HRESULT found = negotiatePackage(&package);
  if (FAILED(found)) return found;
  // Plain: the package that changes the password does not undo CredProtect.
  const logon::SplitName name = logon::splitQualifiedName(change.qualifiedName);
  const std::optional<logon::Blob> blob = logon::packPasswordChange(name.domain, name.user, change.oldPassword.view(), change.newPassword.view());
  return blob ? handOver(blob->data(), blob->size(), package, out) : E_INVALIDARG;
}

HRESULT copySerialization(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION& in, CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* out) {
  const auto [bytes, size] = logon::handedOver(in.rgbSerialization, in.cbSerialization);
  return handOver(bytes, size, in.ulAuthenticationPackage, out);
}

std::optional<RemoteLogon> readSerialization(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION& in) {
  std::optional<logon::KerbLogon> read = logon::unpackLogon(in.rgbSerialization, in.cbSerialization);
  if (!read) return std::nullopt;
  std::optional<logon::Secret> password = unprotect(read->password.view());
  if (!password) return std::nullopt;
  RemoteLogon remote;
  remote.qualifiedName = read->domain.empty() ? read->user : read->domain + u"\\" + read->user;
  remote.password = std::move(*password);
  return remote;
}

}  // namespace genkan::provider
