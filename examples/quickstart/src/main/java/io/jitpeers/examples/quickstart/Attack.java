package io.jitpeers.examples.quickstart;

import io.jitpeers.event.Outcome;
import java.util.List;
import java.util.Map;

/**
 * Datagrams that must be refused, and what must become of them: exactly that.
 *
 * @param name in a few words
 * @param datagrams in the order in which to send them
 * @param outcomes how many datagrams end in which way; those that are no initiations end in none
 * @param lookups how often the control plane is asked
 */
record Attack(String name, List<byte[]> datagrams, Map<Outcome, Integer> outcomes, int lookups) {}
