package dev.catalyst.local.stepfunctions;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A fact with its place in the execution's history.
 *
 * @param id 1, 2, 3 ...; 0 for a note
 * @param previous the event that led to it
 * @param at milliseconds since 1970
 * @param flow where it happened: empty for the machine itself, else the indexes of iterations and
 *     branches from the outside in, such as {@code 2/0}
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
record Event(long id, long previous, long at, String flow, Fact fact) {

    Event {
        flow = flow == null ? "" : flow;
    }
}
