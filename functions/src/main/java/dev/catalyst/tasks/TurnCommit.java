package dev.catalyst.tasks;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.events.EventDraft;
import dev.catalyst.store.Transaction;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * All that one turn leaves behind, written at once.
 *
 * @param row the turn's row in the ledger; null for a step that called no model
 * @param output the step's output, answered again if the step is tried again
 * @param transcript the turn's part of the transcript; null if there is none
 * @param change what changes in the task, computed again if another writer came first
 * @param events what people are told, given the task after the change
 * @param also other writes that belong to the turn, such as a deployment
 */
public record TurnCommit(
        TurnKey key,
        LedgerRow row,
        ObjectNode output,
        ObjectNode transcript,
        UnaryOperator<Task> change,
        Function<Task, List<EventDraft>> events,
        Consumer<Transaction> also) {}
