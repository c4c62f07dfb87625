import type { Frame } from "../../../ui/env.ts";
import { Page } from "../../../ui/page.tsx";
import { Drawing } from "../../../ui/parts/icon.tsx";

/**
 * The main things in short sentences. Always German: it is a text of its own, not a translation. It is not called
 * Leichte Sprache, since nobody from the target group has checked it.
 */
export const EasyPage = ({ frame }: { frame: Frame }) => (
  <Page frame={frame} title={frame.t("district.easy.title")} crumbs={[]} bare>
    <div class="frame split">
      <div class="flow plain-text" lang="de-simple">
        <h1>Das Wichtigste in einfachen Sätzen</h1>
        <h2>Was ist das hier?</h2>
        <p>
          Diese Internet-Seite gehört zu <bdi>{frame.districtName}</bdi>.
        </p>
        <p>
          <bdi>{frame.districtName}</bdi> ist ein Stadtteil.
        </p>
        <p>Menschen aus dem Stadtteil schreiben hier.</p>
        <p>Sie schreiben über ihre Projekte.</p>
        <p>Ein Projekt ist zum Beispiel: Menschen reparieren zusammen kaputte Sachen.</p>
        <h2>Warum machen wir das?</h2>
        <p>Andere Stadtteile können die Projekte lesen.</p>
        <p>Dann können sie das Projekt auch machen.</p>
        <p>Manche Projekte klappen gut.</p>
        <p>Manche Projekte klappen nicht.</p>
        <p>Wir schreiben beides auf. So lernen alle daraus.</p>
        <h2>Was können Sie hier tun?</h2>
        <p>Sie können alles lesen. Das kostet nichts.</p>
        <p>Sie müssen sich zum Lesen nicht anmelden.</p>
        <p>
          Hier sind die <a href="/projekte">Projekte</a>.
        </p>
        <p>Manche Projekte haben einen Text in Einfacher Sprache. Dann sehen Sie oben einen Knopf.</p>
        <h2>Wollen Sie mitmachen?</h2>
        <p>Dann brauchen Sie ein Konto. Jemand aus dem Netzwerk lädt Sie ein.</p>
        <p>
          Fragen Sie uns. Unsere Adresse steht im <a href="/impressum">Impressum</a>.
        </p>
        <h2>Ist das sicher?</h2>
        <p>Wir sammeln beim Lesen nichts über Sie.</p>
        <p>Wir machen keine Werbung.</p>
        <p class="small soft">
          Dieser Text hat kurze Sätze. Er ist noch nicht von Menschen mit Lernschwierigkeiten geprüft. Darum heißt er
          nicht „Leichte Sprache“.
        </p>
      </div>
      <div class="picture">
        <Drawing name="z-tueren" />
      </div>
    </div>
  </Page>
);
