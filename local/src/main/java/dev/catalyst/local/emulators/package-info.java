/** DynamoDB, S3 and SQS: emulators that run in this process and speak AWS's protocols over HTTP. */
package dev.catalyst.local.emulators;
