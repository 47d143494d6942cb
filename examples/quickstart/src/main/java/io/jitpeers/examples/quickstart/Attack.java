package io.jitpeers.examples.quickstart;

import io.jitpeers.event.Outcome;
import java.util.List;
import java.util.Map;

/**
 * Datagrams that must be refused, and the expected outcomes.
 *
 * @param name a few words that describe the attack
 * @param datagrams in the order in which to send them
 * @param outcomes the number of datagrams for each outcome; a datagram that is not an initiation
 *     has no outcome and is not counted
 * @param lookups how often the control plane is asked
 */
record Attack(String name, List<byte[]> datagrams, Map<Outcome, Integer> outcomes, int lookups) {}
