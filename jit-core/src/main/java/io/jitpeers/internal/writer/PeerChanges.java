package io.jitpeers.internal.writer;

import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Changes peers that are on the device, and completes the change requests. Allowed IPs that another
 * peer holds are left out. Suppose that two peers swap allowed IPs. The first change takes the old
 * allowed IPs from its peer, but does not add the new ones yet. A later change adds the new ones,
 * after the other peer has given them up. Used on the writer's thread.
 */
final class PeerChanges {
  private final StoreCalls store;
  private final HotSet hotSet;
  private final RequestFailures failures;

  /**
   * A change in progress, with the allowed IPs that the peer gets, and a conflict for each allowed
   * IP that it does not get.
   */
  private record Change(
      ChangeRequest request,
      PeerConfig config,
      List<IpPrefix> allowedIps,
      PeerUpdate update,
      List<Conflict> conflicts) {}

  PeerChanges(StoreCalls store, HotSet hotSet, FailureLog failures) {
    this.store = store;
    this.failures = new RequestFailures("change", hotSet, failures);
    this.hotSet = hotSet;
  }

  /**
   * Applies the requests, except those that {@link ChangeRequest#prepare} cancels. One store call
   * can apply many requests. But if a request conflicts with another peer's allowed IPs, the
   * requests before it are applied first.
   */
  void change(List<ChangeRequest> requests) {
    List<Change> group = new ArrayList<>();
    for (ChangeRequest request : requests) {
      try {
        add(request, group);
      } catch (RuntimeException | Error e) {
        // The failure does not affect the other requests of the group.
        failures.unprepared(request, e);
      }
    }
    apply(group);
  }

  private void add(ChangeRequest request, List<Change> group) {
    PeerConfig config = request.prepare();
    if (config == null) {
      request.withdrawn();
      return;
    }
    List<Conflict> conflicts = hotSet.configs().conflicts(config);
    if (!conflicts.isEmpty() && !group.isEmpty()) {
      // An earlier change of the group may give up an allowed IP that this change wants.
      apply(group);
      group.clear();
      conflicts = hotSet.configs().conflicts(config);
    }
    prepare(request, config, conflicts, group);
  }

  private void prepare(
      ChangeRequest request, PeerConfig config, List<Conflict> conflicts, List<Change> group) {
    Set<IpPrefix> taken = conflicts.stream().map(Conflict::wanted).collect(Collectors.toSet());
    List<IpPrefix> allowedIps =
        config.allowedIps().stream().filter(prefix -> !taken.contains(prefix)).toList();
    PeerUpdate update = hotSet.configs().difference(config, allowedIps);
    if (update == null) {
      request.absent();
      return;
    }
    Change change = new Change(request, config, allowedIps, update, conflicts);
    if (update.isEmpty()) {
      failures.guard(change.request(), () -> request.changed(update, conflicts));
      return;
    }
    Conflict late = hotSet.reserve(request.key(), allowedIps);
    if (late == null) {
      group.add(change);
    } else {
      // Meanwhile, a listing has found another program's peer that holds one of the allowed IPs. So
      // the peer is not changed.
      PeerUpdate none = PeerUpdate.builder(request.key()).build();
      failures.guard(change.request(), () -> request.changed(none, List.of(late)));
    }
  }

  private void apply(List<Change> group) {
    if (group.isEmpty()) {
      return;
    }
    Map<PublicKey, StoreException> failed =
        store.update(group.stream().map(Change::update).toList());
    for (Change change : group) {
      StoreException failure = failed.get(change.request().key());
      failures.guard(change.request(), () -> settle(change, failure));
    }
  }

  private void settle(Change change, @Nullable StoreException failure) {
    if (failure != null) {
      hotSet.configs().failed(change.config(), change.update().endpoint().isPresent());
      failures.fail(change.request(), failure);
    } else {
      hotSet.configs().changed(change.config(), change.allowedIps());
      change.request().changed(change.update(), change.conflicts());
    }
  }
}
