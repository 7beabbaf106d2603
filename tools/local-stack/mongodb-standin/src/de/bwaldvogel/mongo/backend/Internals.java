package de.bwaldvogel.mongo.backend;

import de.bwaldvogel.mongo.bson.Document;

/** What mongo-java-server keeps to its own package and the stand-in needs. */
public final class Internals {
    private Internals() {}

    /** The value as indexes compare it: numbers of all types alike, missing as null. */
    public static Object normalize(Object value) {
        return Utils.normalizeValue(value);
    }

    /** Encoded size in bytes. */
    public static int size(Document document) {
        return Utils.calculateSize(document);
    }

    /** The fields of a document that a projection leaves. */
    public static Document project(Document document, Document fields) {
        return new Projection(fields, Constants.ID_FIELD).projectDocument(document);
    }

    /** The document from whose fields an upsert starts. */
    public static Document upsertStart(AbstractMongoCollection<?> collection, Document selector) {
        return collection.convertSelectorToDocument(selector);
    }
}
