package genkan.standin;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;

/** Errors as a MongoDB server names them. */
final class Errors {
    private Errors() {}

    /** A loud refusal of what the stand-in does not have: better than a wrong result. */
    static MongoServerError unsupported(String what) {
        return new MongoServerError(115, "CommandNotSupported", "the local stand-in for MongoDB does not support " + what);
    }

    static MongoServerError indexNotFound(Object index) {
        return new MongoServerError(27, "IndexNotFound", "index not found with name [" + index + "]");
    }

    static Document answer(MongoServerError error) {
        Document answer = new Document("ok", 0).append("errmsg", error.getMessageWithoutErrorCode()).append("code", error.getCode());
        answer.putIfNotNull("codeName", error.getCodeName());
        return answer;
    }

    static boolean isDuplicateKey(Object code) {
        return Integer.valueOf(11000).equals(code);
    }
}
