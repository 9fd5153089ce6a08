/**
 * Who did what to which resource: noted in the transaction that does it, and bound soon after into
 * one chain of hashes for each tenant.
 */
package dev.catalyst.audit;
