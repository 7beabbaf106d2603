package genkan.standin;

import de.bwaldvogel.mongo.bson.Document;

/** An index that may hold only the documents of a filter. */
interface PartialIndex {
    /** The partial filter expression, or null when the index holds every document. */
    Document filter();
}
