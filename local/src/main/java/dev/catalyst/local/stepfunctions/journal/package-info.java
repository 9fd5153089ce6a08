/** An append-only log on disk that many writers share: records, group commit, recovery. */
package dev.catalyst.local.stepfunctions.journal;
