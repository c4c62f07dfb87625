import type { Frame } from "../../../ui/env.ts";
import { FollowAddress, FollowForm } from "../../../ui/parts/follow-form.tsx";
import { WithPart } from "../../../ui/parts/with-part.tsx";

/** For those who come for the first time: read, write with us, follow from home. */
export const NewHere = ({ frame }: { frame: Frame }) => {
  const { t } = frame;
  return (
    <section class="frame section" id="neu" aria-labelledby="neu-titel">
      <div class="panel">
        <div class="flow">
          <h2 id="neu-titel">{t("district.new")}</h2>
          <p>{t("district.new.text")}</p>
        </div>
        <div class="grid grid--narrow section">
          <div class="flow">
            <h3>{t("district.new.read")}</h3>
            <p>
              <WithPart text={t("district.new.read.text")} name="projects">
                <a href="/projekte">{t("district.new.read.projects")}</a>
              </WithPart>
            </p>
          </div>
          <div class="flow">
            <h3>{t("district.new.write")}</h3>
            <p>
              <WithPart text={t("district.new.write.text")} name="contact">
                <a href="/impressum">{t("district.new.write.contact")}</a>
              </WithPart>
            </p>
          </div>
          <div class="flow" id="folgen">
            <h3>{t("district.new.follow")}</h3>
            {frame.federation ? (
              <FollowAddress frame={frame} actor={frame.districtHandle} />
            ) : (
              <p>{t("common.federationOff.title")}.</p>
            )}
          </div>
        </div>
        {frame.federation && (
          <div class="section">
            <FollowForm frame={frame} actor={frame.districtHandle} />
          </div>
        )}
      </div>
    </section>
  );
};
