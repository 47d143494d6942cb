package io.jitpeers.internal.provisioning;

/**
 * The counters and sizes of provisioning.
 *
 * @param pending the number of pending peers
 * @param positiveHits the number of fresh configs taken from the cache
 * @param negativeHits the number of not-found answers taken from the cache
 * @param stale the number of stale configs used because the control plane could not answer
 * @param notModified the number of cached configs that the control plane confirmed
 * @param refusalsUsed the number of pending peers refused because of a recent refusal of the same
 *     key
 * @param again the number of attempts to install a resident peer again because its client got no
 *     response
 * @param positiveSize the approximate number of cached configs
 * @param negativeSize the approximate number of cached not-found answers
 * @param clocksBehind the number of initiations with a timestamp older than the newest timestamp of
 *     their key
 * @param timestampResets how often a key's timestamps were reset
 */
public record ProvisioningCounts(
    int pending,
    long positiveHits,
    long negativeHits,
    long stale,
    long notModified,
    long refusalsUsed,
    long again,
    long positiveSize,
    long negativeSize,
    long clocksBehind,
    long timestampResets) {}
