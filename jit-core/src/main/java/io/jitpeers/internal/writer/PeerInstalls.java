package io.jitpeers.internal.writer;

import io.jitpeers.internal.hotset.BegunInstalls;
import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.writer.InstallRequest.Prepared;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Installs peers and passes each result to its {@link InstallRequest}. Used on the writer's thread.
 */
final class PeerInstalls {
  private final StoreCalls store;
  private final HotSet hotSet;
  private final BegunInstalls begun;
  private final Runnable unconfirmed;
  private final WriteAhead writeAhead;
  private final FailureLog log;
  private final RequestFailures failures;

  /**
   * An install in progress.
   *
   * @param isNew whether the peer was not resident when the install began
   */
  private record Installation(InstallRequest request, Prepared prepared, boolean isNew) {
    PublicKey key() {
      return request.key();
    }
  }

  /**
   * Creates an instance.
   *
   * @param unconfirmed runs after the install of a peer that will be removed unless it completes a
   *     handshake
   */
  PeerInstalls(
      StoreCalls store,
      HotSet hotSet,
      WriteAhead writeAhead,
      Runnable unconfirmed,
      FailureLog log) {
    this.store = store;
    this.writeAhead = writeAhead;
    this.log = log;
    this.failures = new RequestFailures("install", hotSet, log);
    this.hotSet = hotSet;
    this.begun = new BegunInstalls(hotSet);
    this.unconfirmed = unconfirmed;
  }

  /** Installs the peers that are still wanted, in one store call. */
  void install(List<InstallRequest> requests) {
    List<Installation> accepted = new ArrayList<>(requests.size());
    for (InstallRequest request : requests) {
      Prepared prepared = prepareOrFail(request);
      if (prepared != null) {
        accepted.add(new Installation(request, prepared, begun.begin(prepared.config())));
      }
    }
    if (accepted.isEmpty()) {
      return;
    }
    boolean recorded = recordNew(accepted);
    Map<PublicKey, StoreException> failed =
        store.install(accepted.stream().map(one -> one.prepared().config()).toList());
    List<Installation> initiating = new ArrayList<>();
    for (Installation installation : accepted) {
      StoreException failure = failed.get(installation.key());
      failures.guard(
          installation.request(),
          () -> {
            settle(installation, failure, recorded && installation.isNew());
            if (failure == null && installation.prepared().initiateTo() != null) {
              initiating.add(installation);
            }
          });
    }
    // Each handshake takes its own store call, so the other installs of the group are completed
    // first.
    for (Installation installation : initiating) {
      failures.guard(installation.request(), () -> initiate(installation));
    }
  }

  /**
   * Records new peers in the journal before they are on the device. A peer that is already resident
   * is not recorded: until the new config is installed, the peer's entry in the journal must
   * describe the present config. Returns whether the new peers were passed to the journal.
   */
  private boolean recordNew(List<Installation> accepted) {
    List<PeerConfig> recorded =
        accepted.stream()
            .filter(Installation::isNew)
            .flatMap(one -> Stream.ofNullable(one.prepared().answered()))
            .toList();
    try {
      writeAhead.record(recorded);
      return true;
    } catch (RuntimeException | Error e) {
      log.record("recording " + recorded.size() + " peers before their install failed", e);
      return false;
    }
  }

  /**
   * Records an installed peer in the journal. Used for a peer that was resident before the install,
   * and for a new peer whose earlier record failed or was removed again. Does nothing if {@code
   * answered} is null.
   */
  private void recordInstalled(@Nullable PeerConfig answered) {
    if (answered != null) {
      try {
        writeAhead.note(answered);
      } catch (RuntimeException | Error e) {
        log.record("recording the installed peer " + answered.publicKey() + " failed", e);
      }
    }
  }

  private void settle(
      Installation installation, @Nullable StoreException failure, boolean recorded) {
    InstallRequest request = installation.request();
    if (failure != null) {
      hotSet.configs().failed(installation.prepared().config(), false);
      failures.fail(request, failure);
      return;
    }
    Prepared prepared = installation.prepared();
    boolean ours = begun.succeeded(prepared.config());
    if (!recorded || !ours) {
      recordInstalled(prepared.answered());
    }
    if (prepared.initiateTo() == null) {
      if (prepared.unconfirmed()) {
        hotSet.unconfirmed().expect(installation.key());
        expectConfirmation();
      }
      request.installed(false);
    }
  }

  /**
   * Runs the action {@code unconfirmed} that the constructor received. Called when a peer was
   * installed that will be removed unless it completes a handshake. Catches and logs an exception
   * of the action, because the peer is already installed.
   */
  private void expectConfirmation() {
    try {
      unconfirmed.run();
    } catch (RuntimeException | Error e) {
      log.record("expecting the confirmation of a new peer failed", e);
    }
  }

  private void initiate(Installation installation) {
    PublicKey key = installation.key();
    InetSocketAddress endpoint = Objects.requireNonNull(installation.prepared().initiateTo());
    int keepalive = installation.prepared().config().persistentKeepaliveSeconds();
    hotSet.unconfirmed().expect(key);
    boolean initiated = store.initiate(key, endpoint, keepalive);
    try {
      installation.request().installed(initiated);
    } finally {
      expectConfirmation();
    }
  }

  /** Prepares a request. If an exception is thrown, fails only this request and returns null. */
  private @Nullable Prepared prepareOrFail(InstallRequest request) {
    try {
      return prepare(request);
    } catch (RuntimeException | Error e) {
      failures.unprepared(request, e);
      return null;
    }
  }

  /**
   * Prepares a request and reserves its allowed IPs. Returns null if the request was cancelled or
   * has a conflict. All installs run on the writer's thread, so no other install comes between the
   * reservation and this install.
   */
  private @Nullable Prepared prepare(InstallRequest request) {
    Prepared prepared = request.prepare();
    if (prepared == null) {
      request.withdrawn();
      return null;
    }
    if (prepared.config().presharedKey().filter(PresharedKey::isDestroyed).isPresent()) {
      // With a destroyed preshared key, the store would fail for the whole group.
      throw new IllegalStateException(
          "its preshared key was destroyed; the config's creator must not do that");
    }
    Conflict conflict = hotSet.reserve(request.key(), prepared.config().allowedIps());
    if (conflict != null) {
      request.conflicted(conflict);
      return null;
    }
    return prepared;
  }
}
