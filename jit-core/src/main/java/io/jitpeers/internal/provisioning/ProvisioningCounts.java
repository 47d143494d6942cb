package io.jitpeers.internal.provisioning;

/**
 * What provisioning has done and holds.
 *
 * @param pending peers on their way in
 * @param positiveHits configs taken from memory while fresh
 * @param negativeHits not-found answers taken from memory
 * @param stale configs used stale because the control plane could not answer
 * @param notModified remembered configs that the control plane said still hold
 * @param refusalsUsed flights that ended by a refusal of a moment ago
 * @param again resident peers that were not being answered and were to be installed again
 * @param positiveSize configs in memory, about
 * @param negativeSize not-found answers in memory, about
 * @param clocksBehind initiations older than the newest one of their key
 * @param timestampResets times that a key's timestamps were made to start anew
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
