// Between the tile and LSA: what Windows calls a serialised credential.
#pragma once

#include "credential-provider/credprov_abi.h"
#include "credential-provider/kerb_blob.h"
#include "credential-provider/tile_task.h"

namespace genkan::provider {

// Fill `out` with memory that the caller owns. `messageType` of KERB_LOGON_SUBMIT_TYPE.
HRESULT serializeLogon(const logon::LogonToPack& logon, std::uint32_t messageType, CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* out);
HRESULT serializeChange(const logon::ChangeToPack& change, CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* out);

// A deep copy under our class id, for UpdateRemoteCredential; of what cannot be read, a stub.
HRESULT copySerialization(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION& in, CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* out);

struct RemoteLogon {
  std::u16string qualifiedName;
  logon::Secret password;
};
// What came with a remote connection, its password unprotected; nullopt for what is no name and password.
std::optional<RemoteLogon> readSerialization(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION& in);

}  // namespace genkan::provider
