/**
 * What calls functions without being asked: queues, table streams, EventBridge rules and schedules.
 */
package dev.catalyst.local.triggers;
