package genkan.standin;

import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * How an index answers a query.
 *
 * @param index its name
 * @param score how much it narrows the search; the highest plan wins
 * @param isOrdered whether the positions come in the order that the query asked for
 * @param found where the candidates are; the filter still decides about each
 */
record IndexPlan(String index, int score, boolean isOrdered, Iterable<Integer> found) {
    Stream<Integer> positions() {
        return StreamSupport.stream(found.spliterator(), false);
    }
}
