-- A touch whose campaign's last day was over before it left: status 8, expired.
DROP VIEW touch_in_words;
CREATE VIEW touch_in_words AS
    SELECT t.send_key, n.id AS own_id, m.campaign, m.member,
        CASE (t.send_key >> 4) & 15 WHEN 0 THEN 'whatsapp' WHEN 1 THEN 'email' WHEN 2 THEN 'social_media' WHEN 3 THEN 'print'
            WHEN 4 THEN 'outdoor' WHEN 5 THEN 'partner_counter' WHEN 6 THEN 'community_meeting' END AS channel,
        t.send_key & 15 AS step, COALESCE(t.area, m.area) AS area, w.language, w.body, t.due_at, t.cost, t.error_code, t.handed_at, t.provider_id,
        CASE t.status WHEN 0 THEN 'planned' WHEN 1 THEN 'claimed' WHEN 2 THEN 'unknown' WHEN 3 THEN 'handed_over'
            WHEN 4 THEN 'delivered' WHEN 5 THEN 'read' WHEN 6 THEN 'failed' WHEN 7 THEN 'cancelled' WHEN 8 THEN 'expired' END AS status
    FROM touch AS t
    JOIN plan_member AS m ON m.member_key = t.send_key >> 8
    JOIN message AS w ON w.number = t.message
    LEFT JOIN touch_name AS n ON n.send_key = t.send_key;
